"""``denselab serve``."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from denselab.cli.exits import exit_codes, tell
from denselab.cli.options import DebugOption

if TYPE_CHECKING:
    from starlette.types import ASGIApp


def serve(
    run: Annotated[
        Path | None,
        typer.Argument(
            metavar="RUN",
            help="Whose network answers.  [default: the newest of digits, else the newest]",
            show_default=False,
        ),
    ] = None,
    host: Annotated[
        str, typer.Option(help="Where to listen; 0.0.0.0 lets other machines in.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes any free one.")] = 8000,
    names: Annotated[
        list[str] | None,
        typer.Option("--name", metavar="HOST", help="A further name that it may be called by."),
    ] = None,
    workers: Annotated[
        int, typer.Option(min=1, max=64, help="Processes that answer, each with the network.")
    ] = 1,
    debug: DebugOption = False,
) -> None:
    """Let the network answer over HTTP; a network for digits reads what you draw."""
    with exit_codes(debug):
        from denselab.serve.server import address_of, listener

        bound = listener(host, port)
        from denselab.serve import run_to_serve, serve_by_several
        from denselab.serve import serve as answer

        path = run_to_serve(run).path

        def announce() -> None:
            tell(f"{path} answers; Ctrl-C ends it")
            print(address_of(bound), flush=True)

        build = partial(_application, path, [host, *(names or [])])
        if workers == 1:
            answer(build(), bound, announce)
        else:
            serve_by_several(build, workers, bound, announce, tell)


def _application(path: Path, names: list[str]) -> "ASGIApp":
    from denselab.prediction import Predictor
    from denselab.runs import open_run
    from denselab.serve import Service, application

    service = Service(Predictor(open_run(path)))
    service.warm()
    return application(service, names)
