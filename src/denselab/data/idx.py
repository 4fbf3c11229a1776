"""IDX, the format of the MNIST files: a magic number, the dimensions, then the bytes.

Responsible for turning one such file into an array and for refusing a damaged one. Which files
make up a data set, and what their labels mean, is decided elsewhere.

Source: Y. LeCun, C. Cortes and C. Burges, "The MNIST database of handwritten digits" (1998).
"""

import math
import struct
from pathlib import Path
from typing import BinaryIO

import numpy as np

from denselab.data.packed import read_at_most, unpacked
from denselab.errors import DataError

_UNSIGNED_BYTE = 0x08
# Bytes that a header may declare: the largest of MNIST's kin, EMNIST by class, has 0.6 GiB. No
# more than what is declared is ever unpacked.
LARGEST_BODY = 2**30


def read_idx(path: Path, dimensions: int) -> np.ndarray:
    """The array in the IDX file at ``path``, plain or gzipped.

    Args:
        path: The file.
        dimensions: 3 for images, ``(n, height, width)``; 1 for labels, ``(n,)``.

    Returns:
        A read-only uint8 array.

    Raises:
        DataError: if the file cannot be read or is not an IDX file of these dimensions.
    """
    try:
        with path.open("rb") as stream:
            return decode_idx(unpacked(stream), dimensions, path)
    except OSError as error:
        raise DataError(f"{path}: cannot be opened: {error.strerror}") from error


def decode_idx(stream: BinaryIO, dimensions: int, file: Path | str) -> np.ndarray:
    """As :func:`read_idx`, from an open stream; ``file`` names it in errors."""
    shape = _read_header(stream, dimensions, file)
    size = math.prod(shape)
    if size > LARGEST_BODY:
        raise DataError(
            f"{file}: its header may declare at most {LARGEST_BODY} bytes, found shape {shape}"
        )
    body = read_at_most(stream, size + 1, file)  # one more, to notice a file that goes on
    if len(body) != size:
        found = "more" if len(body) > size else f"{len(body)}"
        raise DataError(f"{file}: shape {shape} needs {size} bytes after the header, found {found}")
    return np.frombuffer(body, np.uint8).reshape(shape)


def _read_header(stream: BinaryIO, dimensions: int, file: Path | str) -> tuple[int, ...]:
    header = read_at_most(stream, 4 + 4 * dimensions, file)
    magic = bytes((0, 0, _UNSIGNED_BYTE, dimensions))
    if header[:4] != magic:
        raise DataError(
            f"{file}: an IDX file of {dimensions}-dimensional bytes starts with "
            f"0x{magic.hex()}, found 0x{header[:4].hex()}"
        )
    if len(header) < 4 + 4 * dimensions:
        raise DataError(
            f"{file}: an IDX header has {4 + 4 * dimensions} bytes, found {len(header)}"
        )
    return struct.unpack(f">{dimensions}I", header[4:])
