"""Tables as Parquet: typed columns, which become text without loss.

Responsible for how each type is written, so that a table is the same whichever file it came from.
"""

import io
from pathlib import Path

import polars as pl

from denselab.data.columns import names_of, without_empty
from denselab.errors import DataError

# So that a small file, in which a column of one value takes a few bytes, cannot fill all memory.
LARGEST = 2**28  # cells


def read_parquet(content: bytes, file: Path) -> pl.DataFrame:
    """The table in ``content``; dates and times are written after ISO 8601, a missing value null.

    Raises:
        DataError: if it is damaged or too large, or a column holds anything but plain values.
    """
    try:
        lazy = pl.scan_parquet(io.BytesIO(content))
        types, n = lazy.collect_schema(), lazy.select(pl.len()).collect().item()
        _check(types, n, file)
        table = lazy.select(_as_text(name, kind) for name, kind in types.items()).collect()
    except pl.exceptions.PolarsError as error:
        raise DataError(f"{file}: cannot be read as Parquet: {_one_line(error)}") from error
    table.columns = names_of(table.columns, file)
    return without_empty(table)


def _check(types: pl.Schema, n: int, file: Path) -> None:
    if not types or not n:
        raise DataError(f"{file}: must have rows and columns, found {n} and {len(types)}")
    if n * len(types) > LARGEST:
        raise DataError(f"{file}: may have at most {LARGEST} cells, found {n} × {len(types)}")
    for name, kind in types.items():
        if kind.is_nested() or kind in (pl.Binary, pl.Object):
            raise DataError(
                f"{file}: column {name!r} must hold text, numbers or dates, found {kind}"
            )


def _as_text(name: str, kind: pl.DataType) -> pl.Expr:
    return pl.col(name).dt.to_string("iso") if kind.is_temporal() else pl.col(name).cast(pl.String)


def _one_line(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0]
