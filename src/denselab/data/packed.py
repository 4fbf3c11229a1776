"""Reading files that may be gzipped, without trusting what they claim to hold.

Responsible for opening and for reading no more than asked, so that a small file cannot unpack
into all of memory. Knows nothing of what the bytes mean.
"""

import gzip
import zlib
from pathlib import Path
from typing import BinaryIO, cast

from denselab.errors import DataError

_GZIP_MAGIC = b"\x1f\x8b"


def unpacked(stream: BinaryIO) -> BinaryIO:
    """``stream`` itself, or the stream of what it unpacks to when it starts like a gzip file."""
    packed = stream.read(len(_GZIP_MAGIC)) == _GZIP_MAGIC
    stream.seek(0)
    return cast(BinaryIO, gzip.GzipFile(fileobj=stream)) if packed else stream


def read_at_most(stream: BinaryIO, size: int, file: Path | str) -> bytes:
    """The next ``size`` bytes of an opened ``file``, or all that is left where it is less.

    Raises:
        DataError: if the gzip is damaged or cut short, or the file cannot be read.
    """
    try:
        return stream.read(size)
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(f"{file}: cannot be read to its end: {error}") from error
