"""Reading files that may be packed by gzip or Zstandard, without trusting what they claim to hold.

Responsible for opening and for reading no more than asked, so that a small file cannot unpack
into all of memory. Knows nothing of what the bytes mean.
"""

import gzip
import io
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, TypeVar, cast

from denselab.errors import DataError

_GZIP_MAGIC = b"\x1f\x8b"
_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"

Read = TypeVar("Read", bytes, str)


def unpacked(stream: BinaryIO) -> BinaryIO:
    """``stream`` itself, or the stream of what it unpacks to when it starts like a packed file."""
    stream = buffered(stream)
    start = stream.peek(len(_ZSTD_MAGIC))
    if start.startswith(_GZIP_MAGIC):
        return cast(BinaryIO, gzip.GzipFile(fileobj=stream))
    return _unpacked_zstd(stream) if start.startswith(_ZSTD_MAGIC) else stream


def buffered(stream: BinaryIO) -> io.BufferedReader:
    """The same stream with a beginning that can be looked at, as a pipe cannot go back to it."""
    if isinstance(stream, io.BufferedReader):
        return stream
    return io.BufferedReader(cast(io.RawIOBase, stream))


def _unpacked_zstd(stream: BinaryIO) -> BinaryIO:
    # Needed by few files, and part of Python only since 3.14.
    if sys.version_info >= (3, 14):
        from compression import zstd
    else:
        from backports import zstd
    return cast(BinaryIO, zstd.ZstdFile(stream))


def read_at_most(stream: BinaryIO, size: int, file: Path | str) -> bytes:
    """The next ``size`` bytes of an opened ``file``, or all that is left where it is less.

    Raises:
        DataError: if the packing is damaged or cut short, or the file cannot be read.
    """
    return read_by(stream.read, size, file)


def read_by(read: Callable[[int], Read], size: int, file: Path | str) -> Read:
    """``read(size)``, where ``read`` reads from an opened ``file``.

    Raises:
        DataError: as :func:`read_at_most` does.
    """
    try:
        return read(size)
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(f"{file}: cannot be read to its end: {error}") from error
    except Exception as error:  # Zstandard's own error has no name before it is imported
        if type(error).__name__ != "ZstdError":
            raise
        raise DataError(f"{file}: cannot be read to its end: {error}") from error


def read_whole(file: Path, largest: int) -> bytes:
    """All bytes of ``file``, unpacked where it is packed.

    Raises:
        DataError: if it cannot be read, or has more than ``largest`` bytes.
    """
    try:
        with file.open("rb") as stream:
            content = read_at_most(unpacked(stream), largest + 1, file)
    except OSError as error:
        raise DataError(f"{file}: cannot be opened: {error.strerror}") from error
    if len(content) > largest:
        raise DataError(f"{file}: may have at most {largest} bytes unpacked, found more")
    return content
