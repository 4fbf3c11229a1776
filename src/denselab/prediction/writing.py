"""Rows with their predictions onto disk or standard output, some at a time."""

import gzip
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import IO

import polars as pl

from denselab.errors import DataError
from denselab.files import write_whole

#: How a file's name ends, to how rows are written: with the names of columns or without.
FORMATS: dict[str, Callable[[pl.DataFrame, bool], str]] = {
    ".csv": lambda rows, first: rows.write_csv(include_header=first),
    ".tsv": lambda rows, first: rows.write_csv(include_header=first, separator="\t"),
    ".jsonl": lambda rows, _: rows.write_ndjson(),
}


def write_file(parts: Iterable[pl.DataFrame], file: Path) -> None:
    """Writes all parts, or nothing where one of them fails.

    Args:
        parts: Rows with the same columns.
        file: Ends in ``.csv``, ``.tsv`` or ``.jsonl``, and perhaps ``.gz``.

    Raises:
        DataError: The file is there already, or its name ends otherwise.
    """
    suffix = Path(file.name.removesuffix(".gz")).suffix
    if suffix not in FORMATS:
        raise DataError(f"{file}: its name must end in {', '.join(FORMATS)}, perhaps with .gz")
    if file.exists():
        raise DataError(f"{file}: is there already, and never overwritten; choose another name")

    def write(temporary: Path) -> None:
        opened = gzip.open if file.suffix == ".gz" else open
        with opened(temporary, "wt", encoding="utf-8", newline="") as stream:
            write_stream(parts, stream, suffix)

    write_whole(file, write)


def write_stream(parts: Iterable[pl.DataFrame], stream: IO[str], suffix: str = ".csv") -> None:
    """Writes all parts as they come."""
    for number, rows in enumerate(parts):
        stream.write(FORMATS[suffix](rows, number == 0))
