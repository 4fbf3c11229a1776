"""Pictures that have digits in them."""

import io
from collections.abc import Sequence

import numpy as np
from PIL import Image

from denselab.data import RawData

ACROSS, DOWN, SCALE = 90, 110, 3


def rows_of_digits(raw: RawData, rows: Sequence[Sequence[int]]) -> bytes:
    """A PNG of rows of MNIST's digits, dark on light paper."""
    paper = np.full((DOWN * len(rows) + 20, ACROSS * max(map(len, rows)) + 20), 235, np.uint8)
    for number, row in enumerate(rows):
        for place, digit in enumerate(row):
            image = raw.x_train[np.flatnonzero(raw.y_train == digit)[37]]
            ink = np.kron(image, np.ones((SCALE, SCALE))) / 255
            top, left = 10 + DOWN * number, 10 + ACROSS * place
            area = paper[top : top + ink.shape[0], left : left + ink.shape[1]]
            area[:] = (area * (1 - ink)).astype(np.uint8)
    file = io.BytesIO()
    Image.fromarray(paper).save(file, "PNG")
    return file.getvalue()
