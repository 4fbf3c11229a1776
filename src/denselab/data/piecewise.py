"""A table, or sentences, read piece by piece: for files that need not fit into memory.

Responsible for telling formats apart, as :mod:`denselab.data.table` does for files that do.
"""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from denselab.data.delimited_records import delimited_records
from denselab.data.json_lines import json_records, keys_of
from denselab.data.lines import Lines
from denselab.data.packed import read_whole
from denselab.data.parquet import parquet_pieces
from denselab.data.pieces import Pieces, Record, gathered_from
from denselab.data.table import LARGEST, format_of
from denselab.errors import DataError

#: The column of sentences that stand a line each.
SENTENCE = "text"


def table_pieces(file: Path, *, header: bool = True, encoding: str = "utf-8") -> Pieces:
    """The table in ``file``, in any format that :func:`denselab.data.table.read_table` knows.

    JSON lines are read twice, first for their keys; of Parquet, only a packed file is in memory.

    Raises:
        DataError: at once, if there is no table; while its pieces are read, if the rest of the file
            is out of reach, because its packing is damaged or a line too long.

    Example:
        >>> place = getfixture("tmp_path") / "people.csv"
        >>> _ = place.write_text("name,age\\nAda,36\\nAlan\\n")
        >>> [piece] = table_pieces(place).pieces
        >>> piece.table.rows(), piece.numbers.tolist(), list(piece.faults)
        ([('Ada', '36'), ('Alan', None)], [2, 3], [1])
    """
    suffix = format_of(file)
    stream, size = opened(file)
    if suffix == ".parquet":
        stream.close()
        is_packed = not file.name.lower().endswith(suffix)
        source = io.BytesIO(read_whole(file, LARGEST)) if is_packed else file
        return parquet_pieces(source, file, size)
    if suffix in (".jsonl", ".ndjson"):
        return _json_pieces(stream, file, encoding, size)
    separator = "\t" if suffix == ".tsv" else None
    return delimited_pieces(
        stream, file, header=header, encoding=encoding, separator=separator, size=size
    )


def delimited_pieces(
    stream: BinaryIO,
    file: Path | str,
    *,
    header: bool = True,
    encoding: str = "utf-8",
    separator: str | None = None,
    size: int | None = None,
) -> Pieces:
    """The table in a stream of text with a separator, which is found where it is ``None``."""
    lines = Lines(stream, file, encoding=encoding)
    columns, records = delimited_records(lines, file, header=header, separator=separator)
    return Pieces(columns, size, gathered_from(lines, records, columns))


def sentence_pieces(
    stream: BinaryIO, file: Path | str, *, encoding: str = "utf-8", size: int | None = None
) -> Pieces:
    """The sentences in a stream of text, one a line, as a table of one column."""
    lines = Lines(stream, file, encoding=encoding)
    return Pieces([SENTENCE], size, gathered_from(lines, _sentences(lines), [SENTENCE]))


def _sentences(lines: Lines) -> Iterator[Record]:
    for line in lines:
        lines.mark()
        yield Record(lines.number, [line.rstrip("\r\n")])


def opened(file: Path) -> tuple[BinaryIO, int]:
    """The bytes of a file, and how many they are.

    Raises:
        DataError: if it cannot be opened.
    """
    try:
        return file.open("rb", buffering=0), file.stat().st_size
    except OSError as error:
        raise DataError(f"{file}: cannot be opened: {error.strerror}") from error


def _json_pieces(stream: BinaryIO, file: Path, encoding: str, size: int) -> Pieces:
    with stream:
        columns = keys_of(Lines(stream, file, encoding=encoding, ends="\n"), file)
    again, _ = opened(file)
    lines = Lines(again, file, encoding=encoding, ends="\n")
    records = json_records(lines, columns, file)
    return Pieces(columns, size, gathered_from(lines, records, columns))
