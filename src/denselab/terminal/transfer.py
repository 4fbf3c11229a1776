"""How a download stands: what both views of the progress tell."""

import math
import time
from collections.abc import Callable

from denselab.terminal.tally import duration

MEGABYTE = 1e6


class Transfer:
    """One file on its way.

    Attributes:
        file: Its name.
        done: Bytes that have arrived.
        total: Bytes that there are, or ``None`` where the server did not say.
    """

    def __init__(self, file: str, clock: Callable[[], float] = time.monotonic) -> None:
        self.file = file
        self.done = 0
        self.total: int | None = None
        self._clock = clock
        self._began = clock()

    def add(self, done: int, total: int | None) -> None:
        """Takes note of what has arrived, see `Observer.download`."""
        self.done, self.total = done, total

    @property
    def left(self) -> float:
        """Seconds until all has arrived at the mean speed so far; NaN while nobody can say."""
        passed = self._clock() - self._began
        if self.total is None or self.done == 0 or passed == 0:
            return math.nan
        return (self.total - self.done) * passed / self.done

    def now(self) -> str:
        """What has arrived and what is left, in one line."""
        arrived = f"downloading {self.file}: {self.done / MEGABYTE:.1f}"
        if self.total is None:
            return f"{arrived} MB"
        return f"{arrived} of {self.total / MEGABYTE:.1f} MB, {duration(self.left)} left"
