"""How far the reading of an input has come, on one line that renews itself or in a log."""

import math
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TextIO, TypeVar

from denselab.terminal.tally import duration
from denselab.terminal.transfer import MEGABYTE

Part = TypeVar("Part")
#: Seconds until the first word, and between two on a terminal; in a log between two lines.
SOON, RARELY = 2.0, 10.0


def told(
    parts: Iterable[tuple[Part, int]],
    total: int | None,
    stream: TextIO | None,
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[Part]:
    """The same parts, while it is told how far they have come.

    Args:
        parts: Each with how much has been read so far.
        total: How much there is, in the same unit; ``None`` where nobody knows, and it is bytes.
        stream: Where to; ``None`` for nowhere.
        clock: Seconds.
    """
    began = spoke = clock()
    renews = stream is not None and stream.isatty()
    for part, done in parts:
        yield part
        if stream is not None and clock() - spoke >= (SOON if renews else RARELY):
            spoke = clock()
            line = _line(done, total, spoke - began)
            print(f"\r{line:<60}" if renews else line, end="" if renews else "\n", file=stream)
            stream.flush()
    if renews and stream is not None and spoke > began:
        print(f"\r{'':<60}\r", end="", file=stream, flush=True)


def _line(done: int, total: int | None, passed: float) -> str:
    if not total:
        return f"  {done / MEGABYTE:,.1f} MB predicted"
    left = (total - done) * passed / done if done else math.nan
    return f"  {min(done / total, 1):.0%} predicted, {duration(left)} left"
