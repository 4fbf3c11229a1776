"""The sheet that lies on a darker table.

Responsible for what lies around the sheet, which is no ink, and for how far the sheet is turned.
"""

import math
from typing import NamedTuple

import numpy as np
from PIL import Image
from scipy.ndimage import (
    binary_dilation,
    binary_erosion,
    gaussian_filter,
    grey_closing,
    label,
    maximum_filter,
    minimum_filter,
    sobel,
)

SMALL = 256  # pixels of the longer side at which sheet, light and paper are looked at
MOST = 0.85  # of the picture that may lie around the sheet; what is more is dark paper
THIN = 0.04  # of the picture's shorter side: half of what strokes on a sheet are wide at most
THICK = 0.1  # of the picture's shorter side: strokes of white ink are thinner, a sheet is wider
LEAST = 0.01  # of the picture that a corner has to be dark
STRAIGHT = 0.75  # how well the edges have to agree about their direction, 0 to 1
SHARP = 0.7  # of the difference between sheet and table has to lie at the edge
RULE = 3  # small pixels: the rules of paper are thinner, and no edge of a sheet
RIM = 3  # small pixels along the edge that count to what lies around


class Sheet(NamedTuple):
    """A sheet in a picture.

    Attributes:
        grey: ``(height, width)`` uint8: the picture, all paper around the sheet.
        angle: By how many degrees it has to be turned, counter-clockwise, to lie straight.
    """

    grey: np.ndarray
    angle: float


def find_sheet(grey: np.ndarray) -> Sheet:
    """The sheet in a picture ``(height, width)`` uint8; all of it where there is no table."""
    height, width = reduced(grey.shape, SMALL)
    image = Image.fromarray(grey)
    small = np.asarray(image.resize((width, height), Image.Resampling.BOX))
    dark = small < _threshold(small)
    around = _around(dark)
    unruled = grey_closing(small, (RULE, RULE))
    found = LEAST < around.mean() < MOST and _is_wide(~dark) and _has_an_edge(unruled, around)
    if not found:
        return Sheet(grey, 0.0)
    rim = binary_dilation(around, iterations=RIM)
    whole = Image.fromarray((255 * rim).astype(np.uint8)).resize(grey.shape[::-1])
    paper = int(np.median(small[~rim])) if not rim.all() else 255
    return Sheet(np.where(np.asarray(whole) > 127, np.uint8(paper), grey), _angle(around))


def reduced(shape: tuple[int, ...], longest: int) -> tuple[int, int]:
    """``(height, width)`` of a copy whose longer side has so many pixels at most."""
    shrink = min(1.0, longest / max(shape))
    height, width = (max(1, round(side * shrink)) for side in shape)
    return height, width


def _threshold(grey: np.ndarray) -> float:
    """Half-way between the darkest and the lightest large parts of a picture."""
    smooth = gaussian_filter(grey.astype(np.float32), 2)
    low, high = np.percentile(smooth, (2, 80))
    return float((low + high) / 2)


def _around(dark: np.ndarray) -> np.ndarray:
    """What is dark and hangs together with a corner of the picture, ``(height, width)`` bool."""
    labels, n = label(dark)
    corners = {int(labels[row, column]) for row in (0, -1) for column in (0, -1)} - {0}
    sizes = np.bincount(labels.ravel(), minlength=n + 1)
    large = [corner for corner in corners if sizes[corner] > LEAST * dark.size / 2]
    return np.isin(labels, large)


def _is_wide(light: np.ndarray) -> bool:
    """Whether most of what is light is a sheet, not strokes of white ink on dark paper."""
    stroke, wide = (2 * round(part * min(light.shape)) + 1 for part in (THIN, THICK))
    page = minimum_filter(maximum_filter(light, stroke), stroke)  # without what is written on it
    core = minimum_filter(page, wide, mode="constant", cval=1)
    return bool(maximum_filter(core, wide).sum() > page.sum() / 2)


def _has_an_edge(grey: np.ndarray, around: np.ndarray) -> bool:
    """Whether the light changes at once, as at the edge of a sheet, not slowly as in a shadow."""
    near, nearer = (binary_dilation(around, iterations=n) for n in (2 * RIM, RIM))
    beyond = around & ~binary_erosion(around, iterations=RIM, border_value=1)
    inside = near & ~nearer
    if not inside.any() or not beyond.any():
        return False
    step = np.median(grey[inside]) - np.median(grey[beyond])
    return bool(step > SHARP * (np.median(grey[~around]) - np.median(grey[around])))


def _angle(around: np.ndarray) -> float:
    """The turn that makes most of the sheet's edges run along the picture's, -45 to 45 degrees."""
    soft = gaussian_filter(around.astype(np.float32), 1.5)
    down, across = sobel(soft, axis=0)[3:-3, 3:-3], sobel(soft, axis=1)[3:-3, 3:-3]
    fourfold = np.square(np.square(across + 1j * down))  # edges a quarter turn apart agree
    length = np.abs(fourfold).sum()
    if length == 0 or abs(fourfold.sum()) < STRAIGHT * length:
        return 0.0
    return math.degrees(float(np.angle(fourfold.sum()))) / 4
