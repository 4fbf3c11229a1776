"""The columns of a table as trees read them: numbers as they are, categories by their codes.

No scaling and no encoding, because trees need none, so that the rival of a network is a fair one.
"""

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import polars as pl

#: The name of a column, and its kind: only these are read.
Column: TypeAlias = tuple[str, str]
NUMBERS, DATES, CATEGORIES = ("number",), ("date",), ("category", "boolean")
#: Categories of a column that have a code of their own; the rarest others count as unknown.
MOST = 255
#: How dates may be written.
FORMATS = ("%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M", "%Y-%m-%d")


class Cells:
    """Reads the cells of a table into numbers.

    What is missing, no number, or a category that training did not have, becomes NaN.

    Args:
        columns: Names and kinds; identifiers, constants and free text are left out.
        x_train: The training rows, each column ``pl.String``.

    Attributes:
        names: Of the columns that are read.
        categorical: Which of them hold codes of categories, ``(columns,)`` bool.

    Example:
        >>> rows = pl.DataFrame({"age": ["31", "?"], "sex": ["f", "m"]})
        >>> Cells([("age", "number"), ("sex", "category")], rows)(rows)
        array([[31.,  0.],
               [nan,  1.]])
    """

    def __init__(self, columns: Sequence[Column], x_train: pl.DataFrame) -> None:
        known = [column for column in columns if column[1] in NUMBERS + DATES + CATEGORIES]
        self.names = [name for name, _ in known]
        self.categorical = np.array([kind in CATEGORIES for _, kind in known], bool)
        self._expressions = [_read(name, kind, x_train) for name, kind in known]

    def __call__(self, x: pl.DataFrame) -> np.ndarray:
        """The rows, ``(n, columns)`` float64."""
        return x.select(self._expressions).to_numpy(order="c").astype(np.float64, copy=False)


def _read(name: str, kind: str, x_train: pl.DataFrame) -> pl.Expr:
    cell = pl.col(name).str.strip_chars()
    if kind in CATEGORIES:
        codes = {category: code for code, category in enumerate(_frequent(x_train, cell))}
        number = cell.replace_strict(codes, default=None, return_dtype=pl.Float64)
    elif kind in DATES:
        dates = [cell.str.to_datetime(form, time_unit="us", strict=False) for form in FORMATS]
        number = pl.coalesce(dates).dt.epoch("s").cast(pl.Float64)
    else:
        read = cell.cast(pl.Float64, strict=False)
        number = pl.when(read.is_finite()).then(read)
    return number.fill_null(np.nan).alias(name)


def _frequent(x_train: pl.DataFrame, cell: pl.Expr) -> list[str]:
    """The most frequent categories of a column in training, by name."""
    seen = x_train.select(cell.alias("category")).drop_nulls().group_by("category").len()
    most = seen.sort(["len", "category"], descending=[True, False]).head(MOST)
    return sorted(most["category"].to_list())
