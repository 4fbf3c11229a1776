"""Which view of the progress fits the stream it is shown on."""

import os
import sys
from pathlib import Path
from typing import Protocol, Self, TextIO

from denselab.observer import Observer, Silent
from denselab.terminal.plain import PlainProgress


class Progress(Observer, Protocol):
    """An Observer that shows what it is told inside a ``with`` block, and knows the Run."""

    run: Path | None

    def __enter__(self) -> Self: ...

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None: ...


def progress(*, quiet: bool = False, stream: TextIO | None = None) -> Progress:
    """The view for a stream: on a terminal one that renews itself in place, else plain lines.

    Args:
        quiet: Show nothing at all.
        stream: Where to; by default the standard error.
    """
    stream = stream if stream is not None else sys.stderr
    if quiet:
        return Quiet()
    if not _cursor_moves(stream):
        return PlainProgress(stream)

    from denselab.terminal.console import console  # rich costs as much as all of --help
    from denselab.terminal.live import LiveProgress

    return LiveProgress(console(stream))


class Quiet(Silent):
    """The view that shows nothing.

    Attributes:
        run: The Run that is observed, once it has begun.
    """

    run: Path | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        pass

    def begin(self, run: Path) -> None:
        self.run = run


def _cursor_moves(stream: TextIO) -> bool:
    return stream.isatty() and os.environ.get("TERM", "dumb") not in ("dumb", "unknown")
