"""How samples as they are kept on the device become the float32 input of a network.

Facts only, learned by the preprocessors; inside a compiled epoch `training.prepare` applies them.
"""

import math
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import DTypeLike

#: A slot of a list holds a feature's number above these bits, and in them how often it occurs.
COUNT_BITS = 8
MOST = 2**COUNT_BITS - 1
_ALIGNED = 64  # bytes


@dataclass(frozen=True)
class Scaled:
    """Samples are kept as numbers, ``(n, n_inputs)``, that are multiplied by `scale`."""

    scale: float


@dataclass(frozen=True, eq=False)
class Listed:
    """Samples are kept as lists of the features that they have, as texts have few of many words.

    A list is a row of ``(n, length)`` uint32: ``feature << 8 | count`` in each slot, 0 in those
    that are left.

    Attributes:
        weights: ``(n_inputs,)`` float32, what a feature counts.
        binary: Whether it counts once however often it occurs.
        normalised: Whether each sample is divided by its Euclidean length.
    """

    weights: np.ndarray
    binary: bool
    normalised: bool

    def dense(self, stored: np.ndarray) -> np.ndarray:
        """The inputs of a few samples, ``(n, length)`` uint32 → ``(n, n_inputs)`` float32.

        Example:
            >>> listed = Listed(np.array([1, 2, 3], np.float32), binary=False, normalised=False)
            >>> listed.dense(np.array([[1 << 8 | 2, 2 << 8 | 1], [0, 0]], np.uint32))
            array([[0., 4., 3.],
                   [0., 0., 0.]], dtype=float32)
        """
        features, counts = stored >> COUNT_BITS, (stored & MOST).astype(np.float32)
        values = (np.sign(counts) if self.binary else counts) * self.weights[features]
        if self.normalised:
            lengths = np.sqrt((values**2).sum(axis=1, keepdims=True))
            values = values / np.where(lengths > 0, lengths, 1)
        dense = np.zeros((len(stored), len(self.weights)), np.float32)
        np.add.at(dense, (np.arange(len(stored))[:, None], features), values)
        return dense


Encoding: TypeAlias = Scaled | Listed


def in_place(shape: tuple[int, int], dtype: DTypeLike) -> np.ndarray:
    """An array to be filled with samples, which JAX on a processor then reads where it is.

    What does not begin at a multiple of so many bytes, as most of NumPy's arrays do not, is copied.
    """
    size = math.prod(shape) * np.dtype(dtype).itemsize
    buffer = np.empty(size + _ALIGNED, np.uint8)
    begin = -buffer.ctypes.data % _ALIGNED
    return buffer[begin : begin + size].view(dtype).reshape(shape)
