"""A column of numbers to network inputs.

Responsible for two views of each number: one that keeps its size, and one by which a dense network
can tell ranges apart. A missing number is put in the median's place.

Sources: soft clipping after robust scaling, D. Holzmüller, L. Grinsztajn, I. Steinwart, "Better by
default: strong pre-tuned MLPs and boosted trees on tabular data" (2024); piecewise-linear encoding
over quantiles, Y. Gorishniy, I. Rubachev, A. Babenko, "On embeddings for numerical features in
tabular deep learning" (2022).
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import DTypeLike

from denselab.prep.columns.cells import Cells, numbers

_SOFT = 3.0  # spreads from the median that no scaled number exceeds
_FAR = 1e6  # spreads from which on all numbers are alike


@dataclass(frozen=True)
class Numbers:
    """How numbers are encoded, learned from training rows.

    Attributes:
        median: Of the numbers.
        spread: Their interquartile range; where that is 0, half their whole range, and 1 where
            all are the same.
        edges: Ascending ends of the bins of the piecewise-linear encoding.
        missing: Whether some were missing, so that there is an input that tells.
    """

    median: float
    spread: float
    edges: tuple[float, ...]
    missing: bool

    @classmethod
    def learned(cls, cells: Cells, quantiles: int) -> "Numbers":
        """Learn from the cells of training rows, of which at least one is a number."""
        return cls.of(cells.numbers, cells.counts, quantiles, cells.n_missing > 0)

    @classmethod
    def of(cls, found: np.ndarray, times: np.ndarray, quantiles: int, missing: bool) -> "Numbers":
        """The same from numbers ``(n,)``, NaN where there is none, that occur so many times."""
        given = np.isfinite(found)
        # A number may be written in several ways, as 1 and 1.0.
        values, place = np.unique(found[given], return_inverse=True)
        counts = np.bincount(place, times[given]).astype(np.int64)
        low, median, high = np.percentile(np.repeat(values, counts), (25, 50, 75))
        spread = high - low or (values[-1] - values[0]) / 2 or 1.0
        ends = edges(values, counts, quantiles)
        return cls(
            float(median), float(spread), tuple(ends.tolist()), missing or not bool(given.all())
        )

    @classmethod
    def of_json(cls, told: dict[str, Any]) -> "Numbers":
        """What was told as a dictionary of the attributes."""
        return cls(told["median"], told["spread"], tuple(told["edges"]), told["missing"])

    def names(self, column: str) -> list[str]:
        """What each input tells."""
        ends = [f"{end:g}" for end in self.edges]
        bins = [f"{column} {low}…{high}" for low, high in pairwise(ends)]
        return [column, *bins, *([f"{column} missing"] if self.missing else [])]

    def fits(self, cells: pl.Series) -> np.ndarray:
        """Which trimmed ``cells`` are numbers, ``(n,)`` bool."""
        return np.isfinite(numbers(cells))

    def encode(self, cells: pl.Series, out: np.ndarray) -> None:
        """Write the inputs for trimmed ``cells`` into ``out``, ``(n, inputs)``."""
        self.encode_numbers(numbers(cells), out)

    def encode_numbers(self, values: np.ndarray, out: np.ndarray) -> None:
        """The same for numbers, ``(n,)`` float64 with NaN for missing ones."""
        missing = np.isnan(values)
        filled = np.where(missing, self.median, values)
        out[:, 0] = softly_clipped((filled - self.median) / self.spread)
        out[:, 1 : len(self.edges)] = piecewise_linear(filled, np.array(self.edges), out.dtype)
        if self.missing:
            out[:, -1] = missing


def edges(values: np.ndarray, counts: np.ndarray, most: int) -> np.ndarray:
    """Ends of at most ``most`` bins that hold about equally many numbers.

    Few different numbers are all edges, and then the encoding tells each from its neighbours. So is
    a number that alone would fill a bin (the many zeros of `capital-gain`); the other edges are
    quantiles of the remaining numbers, which would otherwise share a bin or two.

    Args:
        values: ``(distinct,)`` ascending.
        counts: ``(distinct,)`` how often each occurs.
        most: How many bins.

    Returns:
        ``(bins + 1,)`` ascending, all different.

    Example:
        >>> edges(np.arange(9.0), np.array([90, 1, 1, 1, 1, 1, 1, 1, 1]), 4)
        array([0.  , 1.  , 3.33333333, 5.66666667, 8.  ])
    """
    if len(values) <= most + 1:
        return values
    heavy = counts > counts.sum() / most
    others = np.repeat(values[~heavy], counts[~heavy])
    shares = np.linspace(0, 1, max(2, most + 1 - int(heavy.sum())))
    return np.unique(np.concatenate([values[heavy], np.quantile(others, shares)]))


def softly_clipped(scaled: np.ndarray) -> np.ndarray:
    """Almost the same around 0, and never beyond ±3 however far an outlier lies.

    Example:
        >>> softly_clipped(np.array([0.1, -3, 1e30])).round(3)
        array([ 0.1  , -2.121,  3.   ])
    """
    bounded = np.clip(scaled, -_FAR, _FAR)
    return bounded / np.sqrt(1 + (bounded / _SOFT) ** 2)


def piecewise_linear(
    values: np.ndarray, ends: np.ndarray, dtype: DTypeLike = np.float64
) -> np.ndarray:
    """How much of each bin lies below each value, ``(n,)`` → ``(n, bins)`` from 0 to 1.

    Beyond the outer ends nothing changes any more, unlike in the source: the scaled number tells
    how far an outlier lies. So but for the bin that a value lies in, its row is all 0 or 1.

    Example:
        >>> piecewise_linear(np.array([-1, 0.5, 2, 9]), np.array([0.0, 1, 3]))
        array([[0. , 0. ],
               [0.5, 0. ],
               [1. , 0.5],
               [1. , 1. ]])
    """
    bins = len(ends) - 1
    if not bins:
        return np.empty((len(values), 0), dtype)
    own = np.clip(np.searchsorted(ends, values, side="right") - 1, 0, bins - 1)  # (n,)
    shares = np.tri(bins, bins, -1, dtype)[own]
    with np.errstate(over="ignore"):  # a bin may be all but empty
        share = np.clip((values - ends[own]) / np.diff(ends)[own], 0, 1)
    shares[np.arange(len(values)), own] = share
    return shares
