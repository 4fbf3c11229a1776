"""How the training of one network stands: what both views of the progress tell."""

import math
from collections import deque
from collections.abc import Mapping
from statistics import median


class Tally:
    """The epochs of one network so far.

    Attributes:
        model: The network's name.
        epoch: The epoch that ended last, from 1.
        epochs: The most that there can be.
        logs: The figures of that epoch.
        seconds: What all its epochs took.
    """

    def __init__(self, model: str) -> None:
        self.model = model
        self.epoch = 0
        self.epochs = 0
        self.logs: Mapping[str, float] = {}
        self.seconds = 0.0
        self._recent: deque[float] = deque(maxlen=5)  # the first epoch also compiles
        self._best = (math.inf, 0, math.nan)  # validation loss, epoch, validation accuracy

    def add(self, epoch: int, epochs: int, logs: Mapping[str, float], seconds: float) -> None:
        """Counts an epoch, see `Observer.epoch`."""
        self.epoch, self.epochs, self.logs = epoch, epochs, logs
        self.seconds += seconds
        self._recent.append(seconds)
        loss = logs.get("val_loss", math.nan)
        if loss < self._best[0]:
            self._best = (loss, epoch, logs.get("val_accuracy", math.nan))

    @property
    def validates(self) -> bool:
        """Whether there is a validation part; the final network learns from all there is."""
        return "val_loss" in self.logs

    @property
    def pace(self) -> float:
        """Seconds that an epoch takes at present."""
        return median(self._recent) if self._recent else math.nan

    @property
    def left(self) -> float:
        """Seconds until the last epoch; early stopping may well come before."""
        return self.pace * (self.epochs - self.epoch)

    def now(self) -> str:
        """The last epoch and what is left, in one line."""
        loss, accuracy, val_loss, val_accuracy = (
            self.logs.get(name, math.nan)
            for name in ("loss", "accuracy", "val_loss", "val_accuracy")
        )
        validation = f"validation {val_loss:.4f}, {val_accuracy:.1%}, " if self.validates else ""
        return (
            f"{self.model}: epoch {self.epoch}/{self.epochs}, "
            f"loss {loss:.4f}, accuracy {accuracy:.1%}, {validation}"
            f"{duration(self.pace)} an epoch, at most {duration(self.left)} left"
        )

    def outcome(self) -> str:
        """What its training came to, in one line."""
        loss, epoch, accuracy = self._best
        took = duration(self.seconds)
        if not self.validates:
            trained = self.logs.get("loss", math.nan)
            return f"{self.model}: {self.epoch} epochs, loss {trained:.4f}, {took}"
        if epoch == 0:
            return f"{self.model}: no usable epoch of {self.epoch}, {took}"
        return (
            f"{self.model}: lowest validation loss in epoch {epoch} of {self.epoch}, "
            f"{loss:.4f}, {accuracy:.1%}, {took}"
        )


def duration(seconds: float) -> str:
    """A time span as a person reads it.

    >>> duration(0.42), duration(7), duration(75), duration(3675)
    ('0.42 s', '7.0 s', '1:15', '1:01:15')
    """
    if not math.isfinite(seconds):
        return "?"
    if seconds < 10:
        return f"{seconds:.{2 if seconds < 1 else 1}f} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours}:{minutes:02}:{rest:02}"
    return f"{minutes}:{rest:02}" if minutes else f"{rest} s"
