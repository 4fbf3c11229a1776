"""How an exploration tells somebody what it is doing.

The exploration calls an Observer; who listens decides what becomes of it: a live view
on a terminal, plain lines in a log, nothing at all. Observing never changes what is
computed, and this module draws nothing (see `denselab.terminal`).
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol


class Observer(Protocol):
    """What an exploration has to tell while it works."""

    def begin(self, run: Path) -> None:
        """The folder of the Run is there; whatever happens now, it can be resumed."""

    def stage(self, name: str, number: int, total: int) -> None:
        """Stage `number` (from 1) of `total` begins; `name` says what it does, for a person."""

    def epoch(
        self, model: str, epoch: int, epochs: int, logs: Mapping[str, float], seconds: float
    ) -> None:
        """An epoch of training is over.

        Args:
            model: The network that is trained, e.g. ``"mlp"``.
            epoch: The epoch that ended, from 1.
            epochs: The most that may follow one another; training may stop earlier.
            logs: ``loss``, ``accuracy``, ``val_loss``, ``val_accuracy``.
            seconds: How long this epoch took.
        """

    def note(self, text: str) -> None:
        """Something worth a line, e.g. that an unfinished Run is continued."""

    def download(self, file: str, done: int, total: int | None) -> None:
        """`done` bytes of `file` have arrived, of `total` where the server told."""


class Silent:
    """The Observer that says nothing."""

    def begin(self, run: Path) -> None:
        pass

    def stage(self, name: str, number: int, total: int) -> None:
        pass

    def epoch(
        self, model: str, epoch: int, epochs: int, logs: Mapping[str, float], seconds: float
    ) -> None:
        pass

    def note(self, text: str) -> None:
        pass

    def download(self, file: str, done: int, total: int | None) -> None:
        pass
