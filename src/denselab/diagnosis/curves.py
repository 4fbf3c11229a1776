"""Noisy learning curves: their lowest point, and whether they rise after it.

Nothing here assumes how large the noise is, or that it stays the same: while a plain network
still takes large steps its validation loss jumps by a tenth, and by a hundredth later. Epochs
are compared in pairs instead, and only by which of two losses is the higher.
"""

from typing import NamedTuple

import numpy as np

#: Losses below this, 0 above all, count as this: the rounding of float32 near 1.
_LEAST = float(np.finfo(np.float32).eps)


class Trend(NamedTuple):
    """How a stretch of a curve leans, by Kendall's rank statistic."""

    rising_pairs: float  # of all pairs of epochs, the share whose later one is higher
    chance: float  # standard deviation of that share about 0.5, were the order mere chance

    @property
    def score(self) -> float:
        """By how many standard deviations of chance the curve rises; negative if it falls."""
        return (self.rising_pairs - 0.5) / self.chance


def trend(losses: np.ndarray) -> Trend:
    """The trend of a stretch ``(epochs,)`` of at least two; equal losses count half.

    Source: M. G. Kendall, A New Measure of Rank Correlation, Biometrika 30 (1938).

    Example:
        >>> trend(np.array([0.1, 0.2, 0.4, 0.3, 0.3])).rising_pairs  # 7 of 10, and one even
        0.75
    """
    n = len(losses)
    later_less_earlier = losses[np.newaxis, :] - losses[:, np.newaxis]  # (epochs, epochs)
    signs = np.sign(later_less_earlier[np.triu_indices(n, 1)])  # (pairs,)
    return Trend(float((1 + signs.mean()) / 2), float(((2 * n + 5) / (18 * n * (n - 1))) ** 0.5))


def despiked(losses: np.ndarray) -> np.ndarray:
    """Each loss replaced by the median of itself and its neighbours, ``(epochs,)``.

    Spikes of a single epoch vanish; rises and falls stay where they are.
    """
    padded = np.pad(losses, 1, mode="edge")
    return np.median([padded[:-2], padded[1:-1], padded[2:]], axis=0)


def turning_point(losses: np.ndarray) -> int:
    """Index at which a curve is lowest once its noise is smoothed away.

    The smoothing is narrow (weights 1, 2, 1 over the despiked curve): a wider one would move
    the lowest point to the side on which the curve is less steep. It averages logarithms, for
    the noise of a loss grows with it.
    """
    calm = np.log(np.maximum(despiked(losses), _LEAST))
    padded = np.pad(calm, 1, mode="edge")
    return int(np.argmin(padded[:-2] + 2 * calm + padded[2:]))


def halvings(losses: np.ndarray) -> float:
    """How often a curve ``(epochs,)`` halves from its first to its last epoch, spikes apart."""
    first, last = np.maximum(despiked(losses)[[0, -1]], _LEAST)
    return float(np.log2(first / last))
