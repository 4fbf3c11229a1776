"""The picture as it is worked on: reduced or enlarged, and turned.

Responsible for finding back from there to pixels of the picture as a viewer shows it.
"""

import math
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from PIL import Image

from denselab.recognise.marks import Mark
from denselab.recognise.reading import Box


@dataclass(frozen=True)
class View:
    """A picture as it is worked on.

    Attributes:
        grey: ``(height, width)`` uint8.
        angle: By how many degrees its ink was turned, counter-clockwise, about its middle.
    """

    grey: np.ndarray
    angle: float = 0.0

    @classmethod
    def of(cls, grey: np.ndarray, shortest: int) -> Self:
        """A picture, enlarged where its longer side has fewer than `shortest` pixels."""
        times = math.ceil(shortest / max(grey.shape))
        if times > 1:
            size = (grey.shape[1] * times, grey.shape[0] * times)
            grey = np.asarray(Image.fromarray(grey).resize(size, Image.Resampling.BICUBIC))
        return cls(grey)

    def turned(self, angle: float) -> Self:
        """The view after its ink was turned."""
        return replace(self, angle=angle)

    def box(self, mark: Mark, shape: tuple[int, int]) -> Box:
        """Where a mark lies in the picture of ``(height, width)`` pixels."""
        x = np.array([mark.left, mark.right, mark.left, mark.right], np.float64)
        y = np.array([mark.top, mark.top, mark.bottom, mark.bottom], np.float64)
        x, y = self._turned_back(x, y)
        height, width = self.grey.shape
        x, y = (
            np.clip(x * shape[1] / width, 0, shape[1]),
            np.clip(y * shape[0] / height, 0, shape[0]),
        )
        left, top = math.floor(x.min()), math.floor(y.min())
        return left, top, math.ceil(x.max()) - left, math.ceil(y.max()) - top

    def _turned_back(self, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Places in the turned ink to places in the picture."""
        if not self.angle:
            return x, y
        height, width = self.grey.shape
        a = math.radians(self.angle)
        cos, sin = math.cos(a), math.sin(a)
        tall = abs(width * sin) + abs(height * cos)  # of the turned ink
        wide = abs(width * cos) + abs(height * sin)
        across, down = x - wide / 2, y - tall / 2
        return across * cos - down * sin + width / 2, across * sin + down * cos + height / 2
