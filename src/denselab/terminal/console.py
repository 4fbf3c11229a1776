"""The one way in which denselab writes with rich."""

from typing import TextIO

from rich.console import Console

#: Columns where nobody looks: a table in a file or a pipe is never folded.
WIDE = 500


def console(stream: TextIO) -> Console:
    """A console on `stream` that prints names as they are: no markup, emoji or highlighting."""
    width = None if stream.isatty() else WIDE
    return Console(file=stream, width=width, markup=False, emoji=False, highlight=False)
