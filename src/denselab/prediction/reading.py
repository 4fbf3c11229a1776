"""New samples from files and from standard input, some at a time.

Responsible for never stopping half-way: what cannot be read is passed on marked, so that it can be
counted and told, and the rest goes on. Only so many rows are in memory.
"""

import csv
import io
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import IO, BinaryIO, cast

import numpy as np
import polars as pl

from denselab.data.columns import names_of
from denselab.data.decoding import encoding_marked
from denselab.data.delimited import cells_of_length, separator_of
from denselab.data.json_lines import read_object
from denselab.data.packed import unpacked
from denselab.data.table import read_table, suffix_of
from denselab.errors import DataError

AT_A_TIME = 4096  # rows
LONGEST = 2**27  # bytes of a cell
_GLANCE = 2**16  # bytes by which the separator is found
STANDARD_INPUT = "-"


@dataclass(frozen=True)
class Chunk:
    """Some rows of the input, in its order.

    Attributes:
        rows: All their cells as text.
        readable: Which of them could be read, ``(n,)`` bool.
        first_bad: Where the first one stands that could not, in words.
        done: Bytes of the input that have been read, or rows where nobody knows.
    """

    rows: pl.DataFrame
    readable: np.ndarray
    first_bad: str | None
    done: int


def read_chunks(
    source: str, *, header: bool = True, encoding: str = "utf-8", lines: bool = False
) -> Iterator[Chunk]:
    """The rows of a table, or the lines of a text.

    Args:
        source: A file, or ``"-"`` for standard input.
        header: Whether the first line of a table names its columns.
        encoding: Of text; what is not of it becomes �.
        lines: Whether each line is a text, in the column ``text``.

    Raises:
        DataError: The input cannot be opened, or does not begin as a table does.
    """
    file = Path(source)
    suffix = suffix_of(file) if source != STANDARD_INPUT else ".csv"
    if suffix == ".parquet":  # its reader bounds how much it may hold
        table = read_table(file)
        yield from (
            _whole(table[at : at + AT_A_TIME], at) for at in range(0, len(table), AT_A_TIME)
        )
        return
    with _opened(source) as raw, cells_of_length(LONGEST):
        text = _decoded(raw, encoding)
        if lines:
            records: Iterable[Sequence[str] | None] = ([line.rstrip("\r\n")] for line in text)
            yield from _chunks(records, ["text"], raw)
        elif suffix in (".jsonl", ".ndjson"):
            yield from _objects(text, raw, source)
        else:
            yield from _delimited(text, raw, file, header, "\t" if suffix == ".tsv" else None)


def size_of(source: str) -> int | None:
    """Bytes of the input, by which one knows what is left; ``None`` for standard input."""
    return Path(source).stat().st_size if source != STANDARD_INPUT else None


@contextmanager
def _opened(source: str) -> Iterator[BinaryIO]:
    if source == STANDARD_INPUT:
        yield sys.stdin.buffer
        return
    if not Path(source).is_file():
        raise DataError(f"{source}: must be a file, found none")
    with Path(source).open("rb") as stream:
        yield stream


def _decoded(raw: BinaryIO, encoding: str) -> IO[str]:
    stream = unpacked(raw) if raw.seekable() else raw
    buffered = io.BufferedReader(cast(io.RawIOBase, stream))
    marked = encoding_marked(buffered.peek(4)[:4])
    try:
        return io.TextIOWrapper(buffered, marked or encoding, errors="replace", newline="")
    except LookupError as error:
        raise DataError(f"encoding: must be one that Python knows, got {encoding!r}") from error


def _delimited(
    text: IO[str], raw: BinaryIO, file: Path, header: bool, separator: str | None
) -> Iterator[Chunk]:
    start = text.readlines(_GLANCE)
    if not start:
        raise DataError(f"{file}: must have rows, found an empty file")
    separator = separator or separator_of("".join(start).encode())
    reader = csv.reader(chain(start, text), delimiter=separator)
    first = next(filter(None, reader))
    columns = names_of(first if header else len(first), file)
    records = _records(reader)
    yield from _chunks(records if header else chain([first], records), columns, raw)


def _records(reader: Iterator[list[str]]) -> Iterator[list[str] | None]:
    """Each record that is no blank line; ``None`` for one that cannot be told from the next."""
    while True:
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield None
            continue
        if record:
            yield record


def _objects(text: IO[str], raw: BinaryIO, source: str) -> Iterator[Chunk]:
    """The columns are the keys of the first objects; a later key has no column."""
    filled = (line for line in text if not line.isspace())
    first = [_object(line, source) for line in islice(filled, AT_A_TIME)]
    columns = list(dict.fromkeys(key for row in first if row for key in row))
    if not columns:
        raise DataError(f"{source}: must have an object with a key in some line, found none")
    rows = chain(first, (_object(line, source) for line in filled))
    records = (None if row is None else [row.get(key) or "" for key in columns] for row in rows)
    yield from _chunks(records, columns, raw)


def _object(line: str, source: str) -> dict[str, str | None] | None:
    try:
        return read_object(line, source)
    except DataError:
        return None


def _chunks(
    records: Iterable[Sequence[str] | None], columns: Sequence[str], raw: BinaryIO
) -> Iterator[Chunk]:
    numbered, at = iter(records), 0
    while some := list(islice(numbered, AT_A_TIME)):
        readable = np.array([row is not None and len(row) == len(columns) for row in some])
        cells = [_fitted(row or (), len(columns)) for row in some]
        rows = pl.DataFrame(
            [
                pl.Series(name, [cell or None for cell in column], pl.String)
                for name, column in zip(columns, zip(*cells, strict=True), strict=True)
            ]
        )
        bad = None if readable.all() else f"row {at + int(np.argmin(readable)) + 1}"
        at += len(some)
        yield Chunk(rows, readable, bad, raw.tell() if raw.seekable() else at)


def _fitted(row: Sequence[str], width: int) -> list[str]:
    """So many cells, with empty ones for those that lack; of more, the last holds the rest."""
    return [*row[:width], *[""] * (width - len(row))]


def _whole(rows: pl.DataFrame, at: int) -> Chunk:
    return Chunk(rows, np.ones(len(rows), bool), None, at + len(rows))
