"""The columns of a table that is being read: their names, and cells gathered into them.

Responsible for what every format of tables shares; reads nothing itself.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TypeVar

import polars as pl

from denselab.data.rules import check_names
from denselab.errors import DataError

_AT_A_TIME = 10_000  # rows; as Python's strings, a million would need gigabytes

Row = TypeVar("Row")


def names_of(header: Sequence[str] | int, file: Path | str) -> list[str]:
    """The names of the columns, from their header or how many there are.

    A column without a name is called by its place, as every column is where there is no header.

    Raises:
        DataError: if two columns have the same name, or one cannot be written.

    Example:
        >>> names_of(["", " age"], Path("people.csv")), names_of(2, Path("people.csv"))
        (['column_1', 'age'], ['column_1', 'column_2'])
    """
    given = [""] * header if isinstance(header, int) else [name.strip() for name in header]
    names = [name or f"column_{place}" for place, name in enumerate(given, 1)]
    check_names(names, file)
    twice, n = Counter(names).most_common(1)[0]
    if n > 1:
        places = [str(place) for place, name in enumerate(names, 1) if name == twice]
        raise DataError(
            f"{file}: every column needs a name of its own, found {twice!r} as the "
            f"{' and '.join(places)}. column; where the first line names none, give --no-header"
        )
    return names


def gathered(
    rows: Iterable[Sequence[str | None]], columns: Sequence[str], file: Path
) -> pl.DataFrame:
    """Rows of text to a table; an empty cell becomes null.

    Raises:
        DataError: if there are no rows.
    """
    parts = [table_of(some, columns) for some in batches(rows)]
    if not parts:
        raise DataError(f"{file}: must have rows, found a header line only")
    return pl.concat(parts)


def batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """``rows`` in lists of a size that fits into memory as Python's objects."""
    left = iter(rows)
    while some := list(islice(left, _AT_A_TIME)):
        yield some


def table_of(rows: Sequence[Sequence[str | None]], columns: Sequence[str]) -> pl.DataFrame:
    """A few rows of text as a table with null for every empty cell.

    Example:
        >>> table_of([["Ada", "36"], ["Alan", ""]], ["name", "age"]).rows()
        [('Ada', '36'), ('Alan', None)]
    """
    cells = zip(*rows, strict=True) if rows else [()] * len(columns)  # a tuple a column
    return without_empty(
        pl.DataFrame(
            [pl.Series(name, each, pl.String) for name, each in zip(columns, cells, strict=True)]
        )
    )


def without_empty(table: pl.DataFrame) -> pl.DataFrame:
    """The same table of text with null for every empty cell."""
    return table.with_columns(pl.when(pl.all() != "").then(pl.all()).name.keep())
