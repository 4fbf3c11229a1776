"""The command ``denselab`` itself."""

from typing import Annotated

import typer

app = typer.Typer(
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # rich would take longer than everything else that --help does
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback(invoke_without_command=True)
def denselab(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Say which version this is.")] = False,
) -> None:
    """From a data set to an honest, tested and explained dense network."""
    if version:
        from importlib.metadata import version as installed

        print(f"denselab {installed('denselab')}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        print(context.get_help())
