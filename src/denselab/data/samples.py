"""What the samples of a data set may be: images, texts, or the rows of a table.

Whatever they are, ``len(x)`` counts them and ``x[index_array]`` takes some of them.
"""

import hashlib
from collections.abc import Iterable
from typing import Any, TypeAlias

import numpy as np

from denselab.study import DataKind

Samples: TypeAlias = Any
"""One of: images ``(n, height, width)`` uint8; texts ``(n,)`` of `str`; a `polars.DataFrame` of n
rows whose cells are text as in their file, null where a cell is empty. As a union it would have to
be taken apart wherever a kind is known."""

#: What several samples of a kind are called.
NOUNS: dict[DataKind, str] = {"images": "images", "table": "rows", "texts": "texts"}


def kind_of(x: Samples) -> DataKind:
    """Which of the three kinds of samples these are.

    Example:
        >>> kind_of(np.zeros((2, 28, 28), np.uint8)), kind_of(np.array(["good", "bad"], object))
        ('images', 'texts')
    """
    if not isinstance(x, np.ndarray):
        return "table"
    return "texts" if x.dtype == object else "images"


def digests(x: Samples) -> np.ndarray:
    """A 64-bit hash of each sample, by which exact duplicates are found.

    Equal samples have equal hashes. Two different ones among 70,000 share a hash with a
    probability of about 1e-10.

    Returns:
        ``(n,)`` uint64.
    """
    hashes = b"".join(hashlib.blake2b(one, digest_size=8).digest() for one in _bytes(x))
    return np.frombuffer(hashes, np.uint64)


def _bytes(x: Samples) -> Iterable[bytes | memoryview]:
    if not isinstance(x, np.ndarray):
        import polars

        # Control characters, which cells hardly ever have, keep ("ab", "c") apart from ("a", "bc"),
        # and an empty cell from a missing one.
        cells = polars.all().fill_null("\x00")
        joined = x.select(polars.concat_str(cells, separator="\x1f")).to_series()
        return (row.encode() for row in joined)
    if x.dtype == object:
        return (text.encode("utf-8", "surrogatepass") for text in x)
    rows = np.ascontiguousarray(x).reshape(len(x), -1)
    return (row.data for row in rows)
