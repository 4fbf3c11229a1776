"""An accuracy with what it takes to judge it: how many examples, and the 95% interval."""

from dataclasses import dataclass

from denselab.evaluation import wilson
from denselab.report import words


@dataclass(frozen=True)
class Share:
    """A share of ``n`` examples, from ``low`` to ``high`` with 95% confidence.

    Example:
        >>> print(str(Share.of(0.984, 10_000)).replace(words.NARROW, " "))
        98.40 % (n = 10,000, 98.1–98.6)
    """

    value: float
    n: int
    low: float
    high: float

    @classmethod
    def of(cls, value: float | None, n: int | None) -> "Share | None":
        """The share with its Wilson interval; ``None`` where nothing was measured."""
        if not words.is_number(value) or not n:
            return None
        low, high = wilson(round(value * n), n)
        return cls(value, n, low, high)

    @property
    def percent(self) -> str:
        return words.percent(self.value, self.n)

    @property
    def interval(self) -> str:
        return words.interval(self.low, self.high)

    @property
    def basis(self) -> str:
        """What it rests on: how many examples, and the interval in percent."""
        return f"n = {words.count(self.n)}, {self.interval}"

    def __str__(self) -> str:
        return f"{self.percent} ({self.basis})"
