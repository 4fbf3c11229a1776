"""Tables as Parquet: typed columns, which become text without loss.

Responsible for how each type is written, so that a table is the same whichever file it came from.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import polars as pl

from denselab.data.columns import names_of, without_empty
from denselab.data.pieces import ROWS, Piece, Pieces
from denselab.errors import DataError

# So that a small file, in which a column of one value takes a few bytes, cannot fill all memory.
LARGEST = 2**28  # cells
_AT_A_TIME = 16 * ROWS  # rows; where a file has all in one group, each time costs a walk to them


def read_parquet(content: bytes, file: Path) -> pl.DataFrame:
    """The table in ``content``; dates and times are written after ISO 8601, a missing value null.

    Raises:
        DataError: if it is damaged or too large, or a column holds anything but plain values.
    """
    with _damage_told(file):
        lazy = pl.scan_parquet(io.BytesIO(content))
        types, n = _checked(lazy, file)
        if n * len(types) > LARGEST:
            raise DataError(f"{file}: may have at most {LARGEST} cells, found {n} × {len(types)}")
        return _as_text(lazy.collect(), file)


def parquet_pieces(source: Path | io.BytesIO, file: Path, size: int) -> Pieces:
    """The same piece by piece, of a file of ``size`` bytes, or of all that it unpacks to."""
    with _damage_told(file):
        lazy = pl.scan_parquet(source)
        types, n = _checked(lazy, file)
        columns = names_of(list(types), file)
    return Pieces(columns, size, _pieces(lazy, n, size, file), "row")


def _pieces(lazy: pl.LazyFrame, n: int, size: int, file: Path) -> Iterator[Piece]:
    for begin in range(0, n, _AT_A_TIME):
        with _damage_told(file):
            rows = _as_text(lazy.slice(begin, _AT_A_TIME).collect(), file)
        for first in range(0, len(rows), ROWS):
            table = rows.slice(first, ROWS)
            end = begin + first + len(table)
            yield Piece(table, np.arange(end - len(table), end) + 1, {}, size * end // n)


@contextmanager
def _damage_told(file: Path) -> Iterator[None]:
    try:
        yield
    except pl.exceptions.PolarsError as error:
        raise DataError(f"{file}: cannot be read as Parquet: {_one_line(error)}") from error


def _checked(lazy: pl.LazyFrame, file: Path) -> tuple[pl.Schema, int]:
    """The types of the columns, and how many rows there are."""
    types, n = lazy.collect_schema(), lazy.select(pl.len()).collect().item()
    if not types or not n:
        raise DataError(f"{file}: must have rows and columns, found {n} and {len(types)}")
    for name, kind in types.items():
        if kind.is_nested() or kind in (pl.Binary, pl.Object):
            raise DataError(
                f"{file}: column {name!r} must hold text, numbers or dates, found {kind}"
            )
    return types, n


def _as_text(table: pl.DataFrame, file: Path) -> pl.DataFrame:
    texts = [
        column.dt.to_string("iso") if column.dtype.is_temporal() else column.cast(pl.String)
        for column in table.get_columns()
    ]
    named = pl.DataFrame(texts)
    named.columns = names_of(table.columns, file)
    return without_empty(named)


def _one_line(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0]
