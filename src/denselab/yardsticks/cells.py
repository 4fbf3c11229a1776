"""The columns of a table as trees read them: numbers as they are, categories by their codes.

No scaling and no encoding, because trees need none, so that the rival of a network is a fair one.
"""

from collections.abc import Sequence

import numpy as np
import polars as pl

from denselab.data.missing import known
from denselab.prep.columns.cells import numbers
from denselab.prep.columns.dates import Dates, days_of
from denselab.prep.columns.schema import Column

CATEGORIES = ("category", "boolean")
#: Categories of a column that have a code of their own; the rarest others count as unknown.
MOST = 255


class Cells:
    """Reads the cells of a table into numbers.

    What is missing, no number, or a category that training did not have, becomes NaN.

    Args:
        columns: What is known of each; identifiers, constants and free text are left out.
        x_train: The training rows, each column ``pl.String``.

    Attributes:
        names: Of the columns that are read.
        categorical: Which of them hold codes of categories, ``(columns,)`` bool.

    Example:
        >>> from denselab.prep.columns import Columns
        >>> rows = pl.DataFrame({"age": ["31", "?", "40"], "sex": ["f", "m", "m"]})
        >>> Cells(Columns(rare=1).fit(rows).schema_, rows)(rows)
        array([[31.,  0.],
               [nan,  1.],
               [40.,  1.]])
    """

    def __init__(self, columns: Sequence[Column], x_train: pl.DataFrame) -> None:
        self._columns = [column for column in columns if column.encoder is not None]
        self.names = [column.name for column in self._columns]
        kinds = [column.found.kind for column in self._columns]
        self.categorical = np.array([kind in CATEGORIES for kind in kinds], bool)
        of_categories = x_train.select(known(pl.col(self._named(self.categorical))))
        self._codes = {column.name: _codes(column) for column in of_categories.get_columns()}

    def __call__(self, x: pl.DataFrame) -> np.ndarray:
        """The rows, ``(n, columns)`` float64."""
        cells = x.select(known(pl.col(self.names)))
        out = np.empty((len(x), len(self.names)))
        for at, column in enumerate(self._columns):
            out[:, at] = self._read(column, cells[column.name])
        return out

    def _named(self, which: np.ndarray) -> list[str]:
        return [name for name, there in zip(self.names, which, strict=True) if there]

    def _read(self, column: Column, cells: pl.Series) -> np.ndarray:
        """One column, ``(n,)`` float64."""
        if column.name in self._codes:
            codes = cells.replace_strict(
                self._codes[column.name], default=None, return_dtype=pl.Float64
            )
            return codes.fill_null(np.nan).to_numpy()
        if isinstance(column.encoder, Dates):
            return days_of(cells, column.encoder.format)
        return numbers(cells)


def _codes(cells: pl.Series) -> dict[str, int]:
    """A number for each of the most frequent categories, by name."""
    counts = cells.alias("category").drop_nulls().value_counts(name="count")
    most = counts.sort("count", "category", descending=[True, False])["category"].head(MOST)
    return {category: code for code, category in enumerate(most.sort())}
