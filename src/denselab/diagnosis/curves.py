"""Noisy learning curves: their minimum, the size of their noise, and whether they rise.

The noise is not known beforehand, and it changes: while a plain network still takes large steps
its validation loss jumps by a tenth, and by a hundredth later. What is said of a stretch of a
curve therefore rests on that stretch alone: on which of two of its losses is the higher, and on
how far it jumps from epoch to epoch.
"""

from typing import NamedTuple

import numpy as np

#: Losses below this, 0 above all, count as this: the rounding of float32 near 1.
_LEAST = float(np.finfo(np.float32).eps)
#: Median distance of a normal value from its mean, in standard deviations.
_MEDIAN_DEVIATION = 0.6745


class Trend(NamedTuple):
    """The trend of a stretch of a curve by the Mann-Kendall test."""

    concordant_pairs: float  # of all pairs of epochs, the share whose later one is higher
    standard_error: float  # of that share about 0.5, were the order mere chance

    @property
    def z(self) -> float:
        """By how many standard errors the curve rises; negative if it falls."""
        return (self.concordant_pairs - 0.5) / self.standard_error


def trend(losses: np.ndarray) -> Trend:
    """The trend of a stretch ``(epochs,)`` of at least two; equal losses count half.

    Source: M. G. Kendall, A New Measure of Rank Correlation, Biometrika 30 (1938).

    Example:
        >>> trend(np.array([0.1, 0.2, 0.4, 0.3, 0.3])).concordant_pairs  # 7 of 10, and one even
        0.75
    """
    n = len(losses)
    later_less_earlier = losses[np.newaxis, :] - losses[:, np.newaxis]  # (epochs, epochs)
    signs = np.sign(later_less_earlier[np.triu_indices(n, 1)])  # (pairs,)
    return Trend(float((1 + signs.mean()) / 2), float(((2 * n + 5) / (18 * n * (n - 1))) ** 0.5))


def noise(losses: np.ndarray) -> float:
    """Standard deviation of the noise of a stretch ``(epochs,)`` of at least two, as a share.

    Taken from the median step between neighbouring epochs, which trends and spikes hardly move.
    """
    steps = np.diff(np.log(np.maximum(losses, _LEAST)))
    return float(np.median(np.abs(steps)) / _MEDIAN_DEVIATION / 2**0.5)


def median_filtered(losses: np.ndarray) -> np.ndarray:
    """Each loss replaced by the median of itself and its neighbours, ``(epochs,)``.

    Spikes of a single epoch vanish; rises and falls stay where they are.
    """
    padded = np.pad(losses, 1, mode="edge")
    return np.sort([padded[:-2], padded[1:-1], padded[2:]], axis=0)[1]


def smoothed_minimum(losses: np.ndarray) -> int:
    """Index at which a curve is lowest once its noise is smoothed away.

    The smoothing is narrow (weights 1, 2, 1 over the median-filtered curve): a wider one would
    move the minimum to the side on which the curve is less steep. It averages logarithms, for
    the noise of a loss grows with it.
    """
    calm = np.log(np.maximum(median_filtered(losses), _LEAST))
    padded = np.pad(calm, 1, mode="edge")
    return int(np.argmin(padded[:-2] + 2 * calm + padded[2:]))


def growth(before: float, after: float) -> float:
    """By what share a loss grew: 0.5 from 0.2 to 0.3."""
    return max(after, _LEAST) / max(before, _LEAST) - 1


def halvings(losses: np.ndarray) -> float:
    """How often a curve ``(epochs,)`` halves from its first to its last epoch, spikes apart."""
    first, last = np.maximum(median_filtered(losses)[[0, -1]], _LEAST)
    return float(np.log2(first / last))
