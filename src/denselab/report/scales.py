"""From values to positions, and where to put the ticks."""

import math
from dataclasses import dataclass

FINEST = 1e-6  # no axis here shows smaller differences of a loss or an accuracy


@dataclass(frozen=True)
class Linear:
    """Values in ``[low, high]`` to positions in ``[start, end]``, evenly.

    >>> Linear(0, 10, 0, 100)(2.5)
    25.0
    """

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)

    def ticks(self, about: int = 5) -> list[float]:
        """Round values inside the range, roughly ``about`` of them.

        >>> Linear(0, 1, 0, 100).ticks()
        [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]
        """
        step = round_step((self.high - self.low) / about)
        first, last = math.ceil(self.low / step - 1e-9), math.floor(self.high / step + 1e-9)
        return [round(i * step, 10) for i in range(first, last + 1)]


@dataclass(frozen=True)
class Log:
    """Positive values to positions, an equal distance for an equal *ratio*."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        if not value > 0:
            return math.nan
        share = math.log(value / self.low) / math.log(self.high / self.low)
        return self.start + share * (self.end - self.start)

    def ticks(self, about: int = 5) -> list[float]:
        """Powers of ten; with 2 and 5 between them where there is room.

        >>> Log(0.01, 1, 0, 100).ticks(3)
        [0.01, 0.1, 1.0]
        """
        first, last = math.floor(math.log10(self.low)), math.ceil(math.log10(self.high))
        stride = max(1, math.ceil((last - first) / about))
        digits = (1, 2, 5) if last - first <= about // 2 else (1,)
        values = [d * 10.0**e for e in range(first, last + 1, stride) for d in digits]
        return [v for v in values if self.low * 0.999 <= v <= self.high * 1.001]


def round_step(rough: float) -> float:
    """The next of 1, 2, 5, 10, … at or above a rough distance.

    >>> round_step(0.034)
    0.05
    """
    power = 10.0 ** math.floor(math.log10(rough))
    return next(s * power for s in (1, 2, 5, 10) if s * power >= rough * (1 - 1e-9))


def round_range(low: float, high: float, about: int = 5) -> tuple[float, float]:
    """The range widened to whole steps, so that an axis starts and ends at a tick.

    >>> round_range(0.913, 0.988)
    (0.9, 1.0)
    """
    if not high - low > FINEST:
        low, high = low - 0.5 * abs(low) - 1e-3, high + 0.5 * abs(high) + 1e-3
    step = round_step((high - low) / about)
    return (
        round(math.floor(low / step + 1e-9) * step, 10),
        round(math.ceil(high / step - 1e-9) * step, 10),
    )
