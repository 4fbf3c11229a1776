"""Images of one size brought to another, each axis for itself.

Responsible for the arithmetic alone, in NumPy, so that whoever serves a network scales as training
did.
"""

import numpy as np

_AT_A_TIME = 4096  # images, which bounds the memory of their float32 copies


def scaled(images: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """The images stretched or shrunk to `shape`, interpolated linearly.

    A pixel of the result is the mean of the pixels around its place, weighed by a triangle that
    is as wide as a pixel of the coarser of the two grids: what Pillow calls ``BILINEAR``.

    Args:
        images: ``(n, height, width)`` uint8.
        shape: ``(new height, new width)`` in pixels.

    Returns:
        ``(n, new height, new width)`` uint8.

    Example:
        >>> scaled(np.array([[[0, 100]]], np.uint8), (1, 4))
        array([[[  0,  25,  75, 100]]], dtype=uint8)
    """
    down, across = (_weights(*sides) for sides in zip(images.shape[1:], shape, strict=True))
    result = np.empty((len(images), *shape), np.uint8)
    for first in range(0, len(images), _AT_A_TIME):
        some = slice(first, first + _AT_A_TIME)
        result[some] = np.rint(down @ images[some].astype(np.float32) @ across.T)
    return result


def _weights(side: int, new: int) -> np.ndarray:
    """How much each of `side` pixels counts for each of `new` ones, ``(new, side)`` float32."""
    step = side / new
    centre = (np.arange(new) + 0.5) * step  # of each new pixel, on the old grid
    distance = np.abs(np.arange(side) + 0.5 - centre[:, None])  # (new, side)
    triangle = np.maximum(1 - distance / max(step, 1), 0)
    return (triangle / triangle.sum(axis=1, keepdims=True)).astype(np.float32)
