"""How a command ends, and what it says beside its result."""

import os
import shlex
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer
from typer.exceptions import TyperException

from denselab.errors import DenselabError
from denselab.terminal import Progress, printable

REFUSED = 2
INTERRUPTED = 130  # as shells tell of a command that Ctrl-C has ended


@contextmanager
def warnings_as_notes(view: Progress) -> Iterator[None]:
    """Has warnings inside the block told as notes: a line each, without where they come from."""
    with warnings.catch_warnings():
        warnings.showwarning = lambda message, *_: view.note(" ".join(str(message).split()))
        yield


@contextmanager
def exit_codes(debug: bool, view: Progress | None = None) -> Iterator[None]:
    """Ends the process with one line and an exit code where the block ends with an error."""
    try:
        yield
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:  # whoever read us has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(1) from None
    except KeyboardInterrupt:
        _fail(f"interrupted{_how_to_resume(view)}", INTERRUPTED)
    except Exception as error:
        if debug:
            raise
        if isinstance(error, DenselabError):
            _fail(f"error: {error}", REFUSED)
        if isinstance(error, OSError) and error.strerror:  # no space, no permission, no folder
            where = f"{error.filename}: " if error.filename else ""
            _fail(f"error: {where}{error.strerror}{_how_to_resume(view)}", REFUSED)
        what = f"{type(error).__name__}: {error}".splitlines()[0]
        _fail(f"unexpected error: {what} (--debug shows where){_how_to_resume(view)}", 1)


def line_of(error: TyperException) -> str:
    """What is wrong with a command line, and where one can look it up."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "denselab"
    reason = " ".join(error.format_message().split()).rstrip(".")
    return f"{reason} ({command} --help shows what there is)"


def refused(reason: str) -> int:
    """Tells in one line why something was refused, and returns the exit code."""
    tell(f"error: {reason}")
    return REFUSED


def _how_to_resume(view: Progress | None) -> str:
    if view is None or view.run is None:
        return ""
    return f"; denselab explore --resume {shlex.quote(str(view.run))} continues"


def _fail(message: str, code: int) -> NoReturn:
    tell(message)
    raise typer.Exit(code)


def tell(message: str) -> None:
    """Says something beside the result, on standard error."""
    if sys.stderr is not None:  # or print would take standard output for it
        print(f"denselab: {printable(message)}", file=sys.stderr)
