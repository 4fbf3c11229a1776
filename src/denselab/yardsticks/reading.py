"""From the samples of a part to the matrix that a yardstick reads."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from denselab.prep.encoding import COUNT_BITS, MOST, Encoding, Listed
from denselab.yardsticks.yardstick import Matrix


@dataclass(frozen=True)
class Part:
    """Samples of a data set.

    Attributes:
        x: As they came: images, texts, or the rows of a table.
        stored: As the network's preprocessor stores them, ``(n, stored)``.
    """

    x: Any
    stored: np.ndarray

    def __len__(self) -> int:
        return len(self.stored)

    def __getitem__(self, rows: np.ndarray | slice) -> "Part":
        return Part(self.x[rows], self.stored[rows])


def nothing(part: Part) -> np.ndarray:
    """``(n, 0)``."""
    return np.empty((len(part), 0), np.float32)


def inputs(part: Part, encoding: Encoding) -> Matrix:
    """What the network reads, ``(n, inputs)`` float32; sparse where it is stored as lists."""
    if not isinstance(encoding, Listed):
        return part.stored.astype(np.float32) * np.float32(encoding.scale)
    rows = counts(part, encoding)
    times = np.ones_like(rows.data) if encoding.binary else rows.data
    rows.data = (times * encoding.weights[rows.indices]).astype(np.float32)
    if encoding.normalised:
        lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())  # (n,)
        rows.data /= np.repeat(np.where(lengths > 0, lengths, 1), np.diff(rows.indptr))
    return rows


def counts(part: Part, encoding: Listed) -> csr_matrix:
    """How often each feature occurs in each text, ``(n, features)`` float32.

    Example:
        >>> lists = Listed(np.ones(3, np.float32), binary=True, normalised=False)
        >>> texts = np.array(["so so so", ""], dtype=object)
        >>> counts(Part(texts, np.array([[2 << 8 | 3, 0], [0, 0]], np.uint32)), lists).toarray()
        array([[0., 0., 3.],
               [0., 0., 0.]], dtype=float32)
    """
    times = part.stored & MOST  # (n, length)
    filled = times > 0
    starts = np.concatenate([[0], np.cumsum(filled.sum(axis=1))])
    features = (part.stored >> COUNT_BITS)[filled]
    shape = (len(part), len(encoding.weights))
    return csr_matrix((times[filled].astype(np.float32), features, starts), shape)
