"""``denselab serve``."""

from pathlib import Path
from typing import Annotated

import typer

from denselab.cli.exits import exit_codes, tell
from denselab.cli.options import DebugOption


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
    debug: DebugOption = False,
) -> None:
    """Let the network answer over HTTP; a network for digits reads what you draw."""
    with exit_codes(debug):
        from denselab.serve.server import address_of, listener

        bound = listener(host, port)
        from denselab.prediction import Predictor
        from denselab.serve import Service, application, run_to_serve
        from denselab.serve import serve as answer

        service = Service(Predictor(run_to_serve(run)))
        service.warm()
        tell(f"{service.predictor.run.path} answers; Ctrl-C ends it")
        app = application(service, [host, *(names or [])])
        answer(app, bound, lambda: print(address_of(bound), flush=True))
