"""``denselab runs`` and ``denselab recipes``: what there is."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from denselab.cli.exits import exit_codes, tell
from denselab.cli.options import DebugOption


def runs(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where the Runs lie.")] = Path(
        "runs"
    ),
    debug: DebugOption = False,
) -> None:
    """List the Runs and what they came to."""
    with exit_codes(debug):
        from denselab.runs import list_runs

        found = list_runs(folder)
        if not found:
            tell(f"no Runs in {folder}: denselab explore makes one")
            return
        from denselab.terminal.console import console
        from denselab.terminal.run_table import run_table

        terminal = console(sys.stdout)
        terminal.print(run_table(found, terminal.width))


def recipes(
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="Print this one, to copy and change.")
    ] = None,
    debug: DebugOption = False,
) -> None:
    """List the studies that come along, or print one."""
    with exit_codes(debug):
        from denselab.recipes import names, summary, text

        if name is not None:
            print(text(name), end="")
            return
        for known in names():
            print(f"{known:<12}{summary(known)}")
