"""One file of a table, in any of the formats: the door to their readers.

Responsible for telling formats apart by the file's name. A table is text: every column is
`polars.String`, with null where a cell was empty; kinds of columns are found by
`denselab.prep.columns`, from training rows alone.
"""

from pathlib import Path

import polars as pl

from denselab.data.decoding import decoded
from denselab.data.delimited import read_delimited
from denselab.data.json_lines import read_json_lines
from denselab.data.packed import read_whole
from denselab.data.parquet import read_parquet
from denselab.errors import DataError

_PACKED = (".gz", ".zst")
SUFFIXES = (".csv", ".tsv", ".txt", ".jsonl", ".ndjson", ".parquet")
# Bytes that a file may have unpacked: all of it is in memory for a while.
LARGEST = 2**31


def read_table(file: Path, *, header: bool = True, encoding: str = "utf-8") -> pl.DataFrame:
    """The table in ``file``, every cell as the text that stood there.

    Args:
        file: ``.csv``, ``.tsv`` or ``.txt`` with a separator; ``.jsonl`` or ``.ndjson``, an
            object a line; ``.parquet``. Each may be packed, with ``.gz`` or ``.zst`` behind.
            Between the cells of ``.csv`` and ``.txt`` may stand ``,``, ``;``, ``|`` or a tab.
        header: Whether the first line of text with a separator names its columns; else they are
            ``column_1``, ``column_2`` and so on.
        encoding: Of a file of text; a mark of byte order at its start wins.

    Returns:
        At least one row, every column `polars.String`, null where a cell was empty.

    Raises:
        DataError: naming the file and, where there is one, the line and the column at fault.

    Example:
        >>> place = getfixture("tmp_path") / "people.csv"
        >>> _ = place.write_text("name,age\\nAda,36\\nAlan,\\n")
        >>> read_table(place).rows()
        [('Ada', '36'), ('Alan', None)]
    """
    suffix = format_of(file)
    content = read_whole(file, LARGEST)
    if suffix == ".parquet":
        return read_parquet(content, file)
    text = decoded(content, encoding, file)
    del content
    if suffix in (".jsonl", ".ndjson"):
        return read_json_lines(text, file)
    separator = "\t" if suffix == ".tsv" else None
    return read_delimited(text, file, header=header, separator=separator)


def format_of(file: Path) -> str:
    """How the name of a table's file ends, see `suffix_of`.

    Raises:
        DataError: if it ends as no table's does.
    """
    suffix = suffix_of(file)
    if suffix not in SUFFIXES:
        raise DataError(
            f"{file}: a source must be a name, a folder, an .npz file or a table, whose name ends "
            f"in {', '.join(SUFFIXES)}, perhaps with {' or '.join(_PACKED)}; found another file"
        )
    return suffix


def suffix_of(file: Path) -> str:
    """How the name ends that tells the format, in small letters.

    Example:
        >>> suffix_of(Path("People.CSV.gz")), suffix_of(Path("digits.npz"))
        ('.csv', '.npz')
    """
    name = Path(file.name.lower())
    return Path(name.stem).suffix if name.suffix in _PACKED else name.suffix
