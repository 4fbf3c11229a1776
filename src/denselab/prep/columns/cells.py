"""The different cells of one column, and how often each occurs: what a column is learned from."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from denselab.data.missing import known

_LARGEST = float(np.finfo(np.float32).max)


@dataclass(frozen=True)
class Cells:
    """What is in a column, without its order.

    Attributes:
        values: ``(distinct,)`` text without blanks around, the most frequent first.
        counts: ``(distinct,)`` how many rows have each.
        n_missing: How many rows have none.
    """

    values: pl.Series
    counts: np.ndarray
    n_missing: int

    @classmethod
    def of(cls, column: pl.Series) -> "Cells":
        """Count the cells of a column of text.

        Example:
            >>> cells = Cells.of(pl.Series(["b", "a ", "?", None, "b"]))
            >>> cells.values.to_list(), cells.counts.tolist(), cells.n_missing
            (['b', 'a'], [2, 1], 2)
        """
        return cls.counted(trimmed(column))

    @classmethod
    def counted(cls, cells: pl.Series) -> "Cells":
        """The same from cells that are trimmed already."""
        counts = cells.alias("value").drop_nulls().value_counts(name="count")
        counts = counts.sort("count", "value", descending=[True, False])
        return cls(counts["value"], counts["count"].to_numpy(), cells.null_count())

    @property
    def n(self) -> int:
        """How many rows have a value."""
        return int(self.counts.sum())

    @cached_property
    def numbers(self) -> np.ndarray:
        """``(distinct,)`` float64: the values as numbers, NaN where they are none."""
        return numbers(self.values)


def trimmed(column: pl.Series) -> pl.Series:
    """The column's known cells without blanks around, null for those that are missing."""
    return column.to_frame().select(known(pl.first())).to_series()


def numbers(cells: pl.Series) -> np.ndarray:
    """``(n,)`` float64: trimmed cells as numbers; NaN for one that is none or exceeds float32.

    Example:
        >>> numbers(pl.Series(["1.5", "-2e3", "many", None, "1e99", "inf"]))
        array([ 1.5e+00, -2.0e+03,      nan,      nan,      nan,      nan])
    """
    found = cells.cast(pl.Float64, strict=False).fill_null(np.nan).to_numpy()
    return np.where(np.abs(found) <= _LARGEST, found, np.nan)
