"""What a table that is read piece by piece comes in: records of any format gathered into pieces.

A row that cannot be read ends nothing here: it comes with its fault, and whoever asked decides.
Reads nothing itself.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl

from denselab.data.columns import table_of
from denselab.data.lines import Lines

#: Rows of a piece at most, and about how many characters.
ROWS = 8192
CHARACTERS = 2**22


@dataclass(frozen=True)
class Record:
    """A row.

    Attributes:
        number: Of the line in which it begins, from 1.
        cells: One a column.
        fault: Why it could not be read, if so. Then its first cell has what stood in its line,
            where that is no row at all; too few cells leave the last ones empty, and those that
            are too many are in the last one.
    """

    number: int
    cells: Sequence[str | None]
    fault: str | None = None


@dataclass(frozen=True)
class Piece:
    """Some rows of a table, in their order.

    Attributes:
        table: ``(n, columns)``, every column `polars.String`, null where a cell was empty.
        numbers: ``(n,)`` int64, of the line in which each row begins; in Parquet, of the row.
        faults: Why rows could not be read, by their place in ``table``, see `Record`.
        done: Bytes of the file that have been read.
    """

    table: pl.DataFrame
    numbers: np.ndarray
    faults: dict[int, str]
    done: int

    @property
    def faulty(self) -> np.ndarray:
        """Which rows could not be read, ``(n,)`` bool."""
        return np.isin(np.arange(len(self.table)), list(self.faults))


@dataclass(frozen=True)
class Pieces:
    """A table that is about to be read.

    Attributes:
        columns: Their names.
        size: Its bytes, packed as they are; ``None`` where nobody knows.
        pieces: To be gone through once; at least one, which has no rows where there are none.
        numbered: What the numbers of rows count.
    """

    columns: list[str]
    size: int | None
    pieces: Iterator[Piece]
    numbered: Literal["line", "row"] = "line"


def gathered_from(
    lines: Lines, records: Iterable[Record], columns: Sequence[str]
) -> Iterator[Piece]:
    """The records that are read from ``lines``, in pieces of a bounded size."""
    some: list[Record] = []
    begun, any_yet = lines.characters, False
    for record in records:
        some.append(record)
        if len(some) >= ROWS or lines.characters - begun >= CHARACTERS:
            yield _piece(some, columns, lines.done)
            some, begun, any_yet = [], lines.characters, True
    if some or not any_yet:
        yield _piece(some, columns, lines.done)


def _piece(records: Sequence[Record], columns: Sequence[str], done: int) -> Piece:
    return Piece(
        table_of([record.cells for record in records], columns),
        np.array([record.number for record in records], np.int64),
        {place: record.fault for place, record in enumerate(records) if record.fault},
        done,
    )
