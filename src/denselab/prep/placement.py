"""Images of one size brought to another, so that what they show lies where it lies in other images.

Responsible for the arithmetic alone, in NumPy. Each axis is stretched or shrunk, and moved, for
itself; nothing is turned, cut out or centred image by image.
"""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from denselab.resampling import triangle_weights

_AT_A_TIME = 4096  # images, which bounds the memory of their float32 copies

Pair = tuple[float, float]


@dataclass(frozen=True)
class Frame:
    """Where in images of a size their ink lies: whatever differs from the ground.

    Attributes:
        shape: ``(height, width)`` in pixels.
        centre: Mean place of the ink along each axis, in pixels from the upper left corner.
        spread: Its standard deviation along each axis; where there is no ink, that of an even one.
    """

    shape: tuple[int, int]
    centre: Pair
    spread: Pair

    @classmethod
    def of(cls, images: np.ndarray) -> Self:
        """The frame of all `images`, ``(n, height, width)`` uint8, taken together."""
        height, width = images.shape[1:]
        distance = np.abs(images.astype(np.int16) - ground(images))
        ink = distance.mean(axis=0, dtype=np.float64)  # (height, width)
        (top, tall), (left, wide) = _moments(ink.sum(axis=1)), _moments(ink.sum(axis=0))
        return cls((height, width), (top, left), (tall, wide))


@dataclass(frozen=True)
class Placement:
    """Where the pixels of new images lie on the grid of the old ones.

    Attributes:
        shape: ``(height, width)`` of the new images.
        first: Row and column of the middle of the first new pixel, in old pixels from the upper
            left corner.
        step: How many old pixels apart the new ones lie, along each axis.
        ground: The grey level of everything beyond the old images.
    """

    shape: tuple[int, int]
    first: Pair
    step: Pair
    ground: int

    @classmethod
    def of_json(cls, told: dict[str, Any]) -> Self:
        """The placement that was told as a dictionary of its attributes."""
        shape, first, step = (tuple(told[name]) for name in ("shape", "first", "step"))
        return cls(shape, first, step, told["ground"])

    @classmethod
    def between(cls, old: Frame, new: Frame, ground: int) -> Self:
        """The placement that brings centre and spread of the old images to those of new ones."""
        axes = zip(old.centre, old.spread, new.centre, new.spread, strict=True)
        lines = [
            (centre - (place - 0.5) * spread / wanted, spread / wanted)
            for centre, spread, place, wanted in axes
        ]
        first, step = zip(*lines, strict=True)
        return cls(new.shape, first, step, ground)

    def apply(self, images: np.ndarray) -> np.ndarray:
        """The images in their new places.

        A new pixel is the mean of the old ones around it, see `triangle_weights`.

        Args:
            images: ``(n, height, width)`` uint8.

        Returns:
            ``(n, *shape)`` uint8.

        Example:
            >>> wider = Placement(shape=(1, 4), first=(0.5, 0.25), step=(1.0, 0.5), ground=0)
            >>> wider.apply(np.array([[[100, 200]]], np.uint8))
            array([[[ 75, 125, 175, 150]]], dtype=uint8)
        """
        axes = zip(images.shape[1:], self.shape, self.first, self.step, strict=True)
        down, across = (triangle_weights(*axis) for axis in axes)
        result = np.empty((len(images), *self.shape), np.uint8)
        for begin in range(0, len(images), _AT_A_TIME):
            some = slice(begin, begin + _AT_A_TIME)
            above = images[some].astype(np.float32) - self.ground
            result[some] = np.rint(down @ above @ across.T + self.ground)
        return result


def ground(images: np.ndarray) -> int:
    """The grey level of the ground of images ``(n, height, width)``: the median of the border."""
    border = (images[:, 0], images[:, -1], images[:, :, 0], images[:, :, -1])
    return int(np.median(np.concatenate([edge.ravel() for edge in border])))


def _moments(ink: np.ndarray) -> Pair:
    """Mean and standard deviation of the place of `ink`, ``(side,)``."""
    if np.count_nonzero(ink) < 2:  # too little to tell how far it spreads
        ink = np.ones_like(ink)
    place = np.arange(len(ink)) + 0.5
    share = ink / ink.sum()
    mean = float(share @ place)
    variance = float(share @ (place - mean) ** 2)
    return mean, (variance or 1 / 12) ** 0.5  # of a single pixel, the variance within it
