"""Tables as JSON lines: one object a line, whose keys are columns.

Responsible for keys and values; a number stays the digits that stood in the file, so that none
is lost.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from denselab.data.columns import batches, names_of, without_empty
from denselab.data.lines import Lines
from denselab.data.pieces import Record
from denselab.errors import DataError


def read_json_lines(text: str, file: Path) -> pl.DataFrame:
    """The table in ``text``: a column a key in the order of first use, null where it is missing.

    Raises:
        DataError: if a line is no object of plain values, or there is none.
    """
    columns: dict[str, None] = {}
    parts = [_part(some, columns) for some in batches(_objects(text, file))]
    if not parts or not columns:
        raise DataError(f"{file}: must have an object with a key in some line, found none")
    table = pl.concat(parts, how="diagonal").select(*columns)
    table.columns = names_of(table.columns, file)
    return without_empty(table)


def keys_of(lines: Lines, file: Path) -> list[str]:
    """The columns of a table that is not in memory, from the lines that can be read.

    Raises:
        DataError: if there is none, or two have the same name.
    """
    keys: dict[str, None] = {}
    for _, row, _ in _rows(lines, file):
        keys.update(dict.fromkeys(row or ()))
    if not keys:
        raise DataError(f"{file}: must have an object with a key in some line, found none")
    return names_of(list(keys), file)


def json_records(lines: Lines, columns: Sequence[str], file: Path) -> Iterator[Record]:
    """Each line as a record, one that is no object of plain values with its fault."""
    for line, row, fault in _rows(lines, file):
        if row is None:
            nothing = [None] * (len(columns) - 1)
            yield Record(lines.number, [line.rstrip("\r\n"), *nothing], fault)
        else:
            named = {key.strip(): value for key, value in row.items()}
            yield Record(lines.number, [named.get(name) for name in columns])


def _rows(
    lines: Lines, file: Path
) -> Iterator[tuple[str, dict[str, str | None] | None, str | None]]:
    """Each line with its object, or with what is wrong with it; the lines of blanks left out."""
    for line in lines:
        lines.mark()
        if not line.isspace():
            try:
                yield line, read_object(line, f"{file}: line {lines.number}"), None
            except DataError as error:
                yield line, None, str(error)


def _part(rows: list[dict[str, str | None]], columns: dict[str, None]) -> pl.DataFrame:
    for row in rows:
        columns.update(dict.fromkeys(row))
    return pl.DataFrame(
        [pl.Series(key, [row.get(key) for row in rows], pl.String) for key in columns]
    )


def _objects(text: str, file: Path) -> Iterator[dict[str, str | None]]:
    for number, line in enumerate(text.split("\n"), 1):  # JSON has no other ends of lines inside
        if line and not line.isspace():
            yield read_object(line, f"{file}: line {number}")


def read_object(line: str, where: str) -> dict[str, str | None]:
    """The keys and values of one line; `DataError` where it is no object of plain values."""
    try:
        pairs = _DECODER.decode(line)
    except (ValueError, RecursionError) as error:
        raise DataError(f"{where}: must be a JSON object, found {line[:40]!r}: {error}") from error
    if not isinstance(pairs, _Pairs):
        raise DataError(f"{where}: must be a JSON object, found {line[:40]!r}")
    row = {key: _cell(value, key, where) for key, value in pairs}
    if len(row) < len(pairs):
        raise DataError(f"{where}: every key must be named once, found one twice")
    return row


class _Pairs(list[tuple[str, Any]]):
    """The keys and values of an object, with those that come twice."""


_DECODER = json.JSONDecoder(
    parse_int=str, parse_float=str, parse_constant=str, object_pairs_hook=_Pairs
)


def _cell(value: Any, key: str, where: str) -> str | None:
    if isinstance(value, list):
        raise DataError(
            f"{where}: a value must be text, a number, true, false or null; {key!r} is nested"
        )
    if isinstance(value, bool):
        return "true" if value else "false"
    try:
        (key + (value or "")).encode()
    except UnicodeEncodeError as error:
        raise DataError(f"{where}: {key!r} has half a character: {error.object!r:.40}") from error
    return value
