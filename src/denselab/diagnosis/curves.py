"""Noisy learning curves: their noise, their lowest point, and whether they rise after it.

Losses are compared by ratio, on a logarithmic scale, because their noise grows with them: all
noises and slopes here are shares of the loss, 0.03 for 3%.
"""

from typing import NamedTuple

import numpy as np

#: Second differences of white noise have 6 times its variance.
_SECOND_DIFFERENCE = 6**0.5
#: The median of |x| over the standard deviation of x, for normal x.
_MEDIAN_TO_STD = 0.6745
#: Standard errors by which a slope must exceed zero to count as a rise. On simulated curves
#: that never rise, of many shapes and noises, about 1 in 100 still does.
_STANDARD_ERRORS = 3.5
#: Losses below this, 0 above all, count as this: the rounding of float32 near 1.
_LEAST = float(np.finfo(np.float32).eps)


class Slope(NamedTuple):
    """By what share of itself a loss changes each epoch, and the standard error of that."""

    slope: float
    error: float

    @property
    def rises(self) -> bool:
        return self.slope > _STANDARD_ERRORS * self.error


def noise(losses: np.ndarray) -> float:
    """Standard deviation of a curve's epoch-to-epoch noise, about its own trend.

    It is read off the second differences, in which any straight trend cancels, by their
    median, so that a steep beginning or a single spike does not count.

    Args:
        losses: ``(epochs,)``, not negative, at least three.
    """
    spread = np.median(np.abs(np.diff(_log(losses), 2))) / _MEDIAN_TO_STD / _SECOND_DIFFERENCE
    return float(max(spread, _LEAST))  # logged in float32, no curve is smoother than its rounding


def despiked(losses: np.ndarray) -> np.ndarray:
    """Each loss replaced by the median of itself and its neighbours, ``(epochs,)``.

    Spikes of a single epoch vanish; rises and falls stay where they are.
    """
    padded = np.pad(losses, 1, mode="edge")
    return np.median([padded[:-2], padded[1:-1], padded[2:]], axis=0)


def turning_point(losses: np.ndarray) -> int:
    """Index at which a curve is lowest once its noise is smoothed away.

    The smoothing is narrow (weights 1, 2, 1 over the despiked curve): a wider one would move
    the lowest point to the side on which the curve is less steep.
    """
    calm = _log(despiked(losses))
    padded = np.pad(calm, 1, mode="edge")
    return int(np.argmin(padded[:-2] + 2 * calm + padded[2:]))


def slope_after(losses: np.ndarray, index: int) -> Slope:
    """The least-squares slope of a curve ``(epochs,)`` after `index`, over at least two epochs."""
    after = _log(despiked(losses))[index + 1 :]
    time = np.arange(len(after)) - (len(after) - 1) / 2
    return Slope(
        slope=float(time @ after / (time @ time)),
        error=float(noise(losses) / np.sqrt(time @ time)),
    )


def _log(losses: np.ndarray) -> np.ndarray:
    return np.log(np.maximum(losses, _LEAST))
