"""Bytes of a text file to characters.

Responsible for marks of byte order, for the encoding, and for naming the line at fault. What the
characters mean is the concern of each format.
"""

import codecs
from pathlib import Path

from denselab.errors import DataError

# The mark of UTF-32 begins with that of UTF-16, so it is tried first.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decoded(content: bytes, encoding: str, file: Path) -> str:
    """The text in ``content``; a mark of byte order at its start wins over ``encoding``.

    Raises:
        DataError: if the encoding is unknown, the bytes are not of it, or a character is NUL.

    Example:
        >>> decoded(b"caf\\xe9", "cp1252", Path("menu.csv"))
        'café'
    """
    encoding = encoding_of(content, encoding)
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = _line_of(content, error, encoding)
        raise DataError(
            f"{file}: line {line}: byte 0x{content[error.start]:02x} is not of encoding "
            f"{encoding}; name the right one, e.g. --encoding cp1252"
        ) from error
    at = text.find("\0")
    if at >= 0:
        raise DataError(
            f"{file}: line {_lines(text[:at])}: text must have no NUL character; "
            "where the file is UTF-16, name it: --encoding utf-16-le"
        )
    return text


def encoding_of(start: bytes, asked: str) -> str:
    """The encoding of a file: what a mark of byte order at its start says, or else what is asked.

    Raises:
        DataError: if Python does not know it.

    Example:
        >>> encoding_of(codecs.BOM_UTF8 + b"name", "cp1252")
        'utf-8-sig'
    """
    marked = next((name for mark, name in _MARKS if start.startswith(mark)), None)
    try:
        "".encode(marked or asked)
    except LookupError as error:
        raise DataError(f"encoding: must be one that Python knows, got {asked!r}") from error
    return marked or asked


def _line_of(content: bytes, error: UnicodeDecodeError, encoding: str) -> int:
    return _lines(content[: error.start].decode(encoding, "replace"))


def _lines(before: str) -> int:
    """The number of the line that follows after ``before``, as an editor counts."""
    return 1 + before.count("\n") + before.count("\r") - before.count("\r\n")
