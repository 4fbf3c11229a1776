"""The command line: parse, call, print. The only room with exit codes.

0: done. 1: an error that nobody foresaw. 2: something was refused, with the reason in one line.
130: interrupted. What takes long to import is imported where it is used: ``denselab --help``
must answer at once.
"""

import os
import sys
from typing import NoReturn

from typer.exceptions import TyperException

from denselab.cli.adapt import adapt
from denselab.cli.app import app
from denselab.cli.exits import line_of, refused
from denselab.cli.explore import explore
from denselab.cli.interruptions import heed_interruptions
from denselab.cli.lists import recipes, runs
from denselab.cli.look import look
from denselab.cli.predict import predict
from denselab.cli.read import read
from denselab.cli.serve import serve

__all__ = ["app", "main"]

for command in (explore, look, predict, read, serve, adapt, runs, recipes):
    app.command()(command)


def main() -> None:
    """The entry point of the command ``denselab``."""
    heed_interruptions()
    try:
        code = app(prog_name="denselab", standalone_mode=False)
    except TyperException as error:
        code = refused(line_of(error))
    _end(code or 0)


def _end(code: int) -> NoReturn:
    """Ends the process at once: what was begun is tidied up by now.

    To take Keras and JAX apart, object by object, would take a second, and can crash where a
    compiled program still runs in a thread.
    """
    try:
        if sys.stdout is not None:  # closed by whoever started us
            sys.stdout.flush()
    except BrokenPipeError:  # whoever read us has read enough
        code = code or 1
    except OSError as error:  # no space, say; where something else was refused, that was told
        code = code or refused(str(error.strerror))
    os._exit(code)
