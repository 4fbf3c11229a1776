"""Progress as plain lines, for logs and pipes: no control characters, no repetition."""

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Self, TextIO

from denselab.terminal.printable import printable
from denselab.terminal.tally import Tally
from denselab.terminal.transfer import Transfer

#: Seconds between two lines about the same thing.
INTERVAL = 5.0


class PlainProgress:
    """An Observer that writes a line a stage, and one every few seconds in between.

    Args:
        stream: Where to.
        clock: Seconds, for the intervals.

    Attributes:
        run: The Run that is observed, once it has begun.
    """

    def __init__(self, stream: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self.run: Path | None = None
        self._stream = stream
        self._clock = clock
        self._tallies: dict[str, Tally] = {}
        self._transfer: Transfer | None = None
        self._spoke = clock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self._finish_training()

    def begin(self, run: Path) -> None:
        self.run = run
        self._say(f"Run {run}")

    def stage(self, name: str, number: int, total: int) -> None:
        self._finish_training()
        self._say(f"[{number}/{total}] {name}")

    def epoch(
        self, model: str, epoch: int, epochs: int, logs: Mapping[str, float], seconds: float
    ) -> None:
        tally = self._tallies.setdefault(model, Tally(model))
        tally.add(epoch, epochs, logs, seconds)
        if self._due():
            self._say(f"  {tally.now()}")

    def note(self, text: str) -> None:
        self._say(f"  {text}")

    def download(self, file: str, done: int, total: int | None) -> None:
        if self._transfer is None or self._transfer.file != file:
            self._transfer = Transfer(file, self._clock)
        self._transfer.add(done, total)
        if self._due() or done == total:
            self._say(f"  {self._transfer.now()}")

    def _finish_training(self) -> None:
        for tally in self._tallies.values():
            self._say(f"  {tally.outcome()}")
        self._tallies.clear()

    def _due(self) -> bool:
        return self._clock() - self._spoke >= INTERVAL

    def _say(self, line: str) -> None:
        print(printable(line), file=self._stream, flush=True)
        self._spoke = self._clock()
