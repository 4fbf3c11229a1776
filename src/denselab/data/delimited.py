"""Tables as text with a separator: CSV, TSV and their kin, after RFC 4180.

Responsible for separators, quotes and ragged rows, and for naming the line at fault. Every cell
stays the text that stood in the file; what it means is found out later, from training rows alone.

Python's `csv` is the judge of quotes. A file without any has only one reading, and polars reads
that ten times as fast.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path

import numpy as np
import polars as pl

from denselab.data.columns import gathered, names_of
from denselab.errors import DataError

_SEPARATORS = ",;\t|"
_GUESSED_FROM = 50  # records


def read_delimited(text: str, file: Path, *, header: bool, separator: str | None) -> pl.DataFrame:
    """The table in ``text``.

    Args:
        text: The whole of the file.
        file: What errors name.
        header: Whether the first line names the columns; else they are ``column_1`` and so on.
        separator: The character between cells; found from the first lines where it is ``None``.

    Returns:
        A row a record, every column `polars.String`, null where a cell is empty.

    Raises:
        DataError: if a row has other cells than columns, a quote is left open or misplaced, or
            there is nothing.
    """
    content = text.encode()
    separator = separator or separator_of(content)
    with cells_of_length(len(text)):
        records = _records(content, separator, file)
        first = next(records, None)
        if first is None:
            raise DataError(f"{file}: must have rows, found an empty file")
        columns = names_of(first[1] if header else len(first[1]), file)
        if _has_one_reading(text):
            return _read_plain(content, separator, columns, header, file)
        rest = records if header else chain([first], records)
        return gathered(_even(rest, columns, file), columns, file)


def separator_of(content: bytes) -> str:
    """The one that divides the most of the first records as it divides the very first."""

    def evidence(separator: str) -> tuple[float, int]:
        lines = io.TextIOWrapper(io.BytesIO(content), "utf-8", newline="")
        reader = csv.reader(lines, delimiter=separator)
        cells = [len(record) for record in islice(filter(None, reader), _GUESSED_FROM)]
        if not cells or cells[0] == 1:
            return 0.0, 0
        return sum(n == cells[0] for n in cells) / len(cells), cells[0]

    with cells_of_length(len(content)):
        return max(_SEPARATORS, key=evidence)


def _has_one_reading(text: str) -> bool:
    """Whether every line is a record and every separator divides cells."""
    ends = ("\n\n", "\r\r", "\n\r")  # blank lines, which are no records
    return '"' not in text and text[:1] not in "\r\n" and not any(end in text for end in ends)


def _read_plain(
    content: bytes, separator: str, columns: Sequence[str], header: bool, file: Path
) -> pl.DataFrame:
    if b"\r" in content:
        content = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    cells = _cells_a_line(content, separator)
    if (cells != len(columns)).any():
        at = int(np.argmax(cells != len(columns)))
        record = content.split(b"\n", at + 1)[at].decode().split(separator)
        raise ragged(file, at + 1, record, columns)
    if len(cells) == header:
        raise DataError(f"{file}: must have rows, found a header line only")
    table = pl.read_csv(
        content, has_header=header, separator=separator, quote_char=None, infer_schema=False
    )
    table.columns = list(columns)
    return table


def _cells_a_line(content: bytes, separator: str) -> np.ndarray:
    """How many cells each line has, ``(lines,)``, where nothing is quoted."""
    codes = np.frombuffer(content, np.uint8)
    ends = np.flatnonzero(codes == ord("\n"))
    if not content.endswith(b"\n"):
        ends = np.append(ends, len(codes))
    separators = np.flatnonzero(codes == ord(separator))
    return np.diff(np.searchsorted(separators, ends), prepend=0) + 1


def _records(content: bytes, separator: str, file: Path) -> Iterator[tuple[int, list[str]]]:
    """Each record that is no blank line, after the number of the line in which it starts."""
    lines = io.TextIOWrapper(io.BytesIO(content), "utf-8", newline="")
    reader = csv.reader(lines, delimiter=separator, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            record = next(reader, None)
        except csv.Error as error:
            raise misquoted(file, line, reader.line_num, error) from error
        if record is None:
            return
        if record:
            yield line, record


def _even(
    records: Iterable[tuple[int, list[str]]], columns: Sequence[str], file: Path
) -> Iterator[list[str]]:
    """The records without their lines, each found to have a cell a column."""
    for line, record in records:
        if len(record) != len(columns):
            raise ragged(file, line, record, columns)
        yield record


def misquoted(file: Path | str, first: int, last: int, error: csv.Error) -> DataError:
    """The refusal of the record in these lines."""
    if "unexpected end" in str(error):
        return DataError(f"{file}: line {first}: a quote is opened in this row and never closed")
    return DataError(
        f"{file}: line {last}: a quote must end the cell that it began, and one inside a cell be "
        f"doubled; found something else ({error})"
    )


def ragged(
    file: Path | str, line: int, record: Sequence[str | None], columns: Sequence[str]
) -> DataError:
    """The refusal of a record with other cells than columns."""
    if len(record) < len(columns):
        what = f"none for column {columns[len(record)]!r}"
    else:
        what = f"{(record[len(columns)] or '')[:40]!r} after the last column {columns[-1]!r}"
    return DataError(
        f"{file}: line {line}: a row must have {len(columns)} cells, one a column, "
        f"found {len(record)}, {what}"
    )


@contextmanager
def cells_of_length(length: int) -> Iterator[None]:
    """Lift `csv`'s limit for a cell, which is one for the whole process, to ``length``."""
    before = csv.field_size_limit(max(length, 1))
    try:
        yield
    finally:
        csv.field_size_limit(before)
