"""The records of a text with a separator, one by one, where one at fault does not end the reading.

Responsible for going on after a fault. What a record is, and what a fault, is said in
:mod:`denselab.data.delimited`.
"""

import csv
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

from denselab.data.columns import names_of
from denselab.data.delimited import cells_of_length, misquoted, ragged, separator_of
from denselab.data.lines import LONGEST, Lines
from denselab.data.pieces import Record
from denselab.errors import DataError

_LOOKED_AT = 1000  # lines, to find the separator
_ABOUT = 2**20  # characters of them


def delimited_records(
    lines: Lines, file: Path | str, *, header: bool, separator: str | None
) -> tuple[list[str], Iterator[Record]]:
    """The names of the columns, and the records below them.

    After a misplaced quote the next line is read as if nothing had been: a quote that is opened and
    never closed costs one row, not all that follow.

    Args:
        lines: Of the whole file.
        file: What errors name.
        header: Whether the first line names the columns; else they are ``column_1`` and so on.
        separator: The character between cells; found from the first lines where it is ``None``.

    Raises:
        DataError: if there is nothing, or the first line cannot be read.
    """
    separator = separator or separator_of(lines.ahead(_LOOKED_AT, _ABOUT).encode())
    records = _records(lines, separator, file)
    first = next(records, None)
    if first is None:
        raise DataError(f"{file}: must have rows, found an empty file")
    if first.fault:
        raise DataError(first.fault)
    columns = names_of([cell or "" for cell in first.cells] if header else len(first.cells), file)
    rest = records if header else chain([first], records)
    return columns, (_even(record, columns, separator, file) for record in rest)


def _records(lines: Lines, separator: str, file: Path | str) -> Iterator[Record]:
    """Each record that is no blank line, with as many cells as there are."""
    reader = csv.reader(lines, delimiter=separator, strict=True)
    while True:
        lines.mark()
        number = lines.number + 1
        try:
            with cells_of_length(LONGEST):  # not around a yield: the limit is the process' own
                cells = next(reader, None)
        except csv.Error as error:
            fault = str(misquoted(file, number, lines.number, error))
            line = lines.taken[0].rstrip("\r\n")
            lines.back(len(lines.taken) - 1)
            yield Record(number, [line], fault)
            continue
        if cells is None:
            return
        if cells:
            yield Record(number, cells)


def _even(record: Record, columns: Sequence[str], separator: str, file: Path | str) -> Record:
    """The record with a cell a column."""
    cells, n = list(record.cells), len(columns)
    if len(cells) == n and not record.fault:
        return record
    fault = record.fault or str(ragged(file, record.number, cells, columns))
    empty = [None] * (n - len(cells))
    fitting = [*cells[: n - 1], separator.join(map(str, cells[n - 1 :]))] if n <= len(cells) else []
    return Record(record.number, fitting or [*cells, *empty], fault)
