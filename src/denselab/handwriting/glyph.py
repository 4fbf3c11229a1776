"""The ink of one digit, brought into the form in which MNIST has its digits.

Responsible for size, place and thickness of the strokes. Finding ink in a picture, and the digits
in the ink, is left to `recognise`. ``browser/glyph.js`` is the same in JavaScript: what is changed
here has to be changed there, and a test compares the two.

Source: LeCun et al. (1998), Gradient-based learning applied to document recognition: the longer
side is brought to 20 pixels, anti-aliased, and the centre of mass to the middle of 28 x 28. MNIST's
writers had pens of one kind; those of other people are made as thick as theirs first.
"""

import numpy as np
from scipy.ndimage import distance_transform_edt

from denselab.resampling import triangle_weights

SIDE = 28  # pixels of the image
BOX = 20  # pixels of the digit's longer side
CENTRE = 14.5  # where MNIST has the centre of mass, in pixels from the upper left corner

FINEST = 4  # strokes are measured on a grid with so many pixels to one of the image, or more
MARGIN = 3  # pixels of the image around the ink, room for strokes to grow
#: Strokes as thin and as thick as these are left as they are: about nine tenths of MNIST's, pixels.
THINNEST, THICKEST = 2.0, 3.6
#: From where on a pixel is ink: a hair over a half, because between pixels of ink and of paper a
#: finer one is often a half exactly, and then rounding errors would decide.
EDGE = 0.5 + 2**-16


def glyph(ink: np.ndarray) -> np.ndarray:
    """The image of a digit that a network for MNIST can read.

    Args:
        ink: ``(height, width)`` from 0, paper, to 1, ink: one digit and nothing else, of any size
            and anywhere. What is over 0.5 is ink.

    Returns:
        ``(28, 28)`` uint8, 0 where paper is; all 0 where no ink is.

    Example:
        >>> bar = np.zeros((90, 90))
        >>> bar[10:70, 40:46] = 1  # a 1, 60 pixels high
        >>> image = glyph(bar)
        >>> image.shape, round(image.max(axis=1).sum() / 255)  # rows with ink
        ((28, 28), 20)
    """
    cut = _cut(np.asarray(ink, np.float32))
    if cut is None:
        return np.zeros((SIDE, SIDE), np.uint8)
    # Never coarser than the picture, so that thin lines stay.
    fine = max(FINEST, (max(cut.shape) - 4) / BOX)
    mask = _enlarged(cut, fine)
    if not mask.any():  # a single grey pixel
        return np.zeros((SIDE, SIDE), np.uint8)
    strokes = _evened(mask, fine)
    return np.rint(255 * np.clip(_placed(strokes), 0, 1)).astype(np.uint8)


def _cut(ink: np.ndarray) -> np.ndarray | None:
    """The ink and two pixels around it, which hold its soft edge; `None` where there is none."""
    rows, columns = (np.flatnonzero((ink > EDGE).any(axis=axis)) for axis in (1, 0))
    if len(rows) == 0:
        return None
    padded = np.pad(ink, 2)
    return padded[rows[0] : rows[-1] + 5, columns[0] : columns[-1] + 5]


def _enlarged(cut: np.ndarray, fine: float) -> np.ndarray:
    """Where the ink is, bool, its longer side ``BOX * fine`` pixels long, with a margin."""
    step = (max(cut.shape) - 4) / (BOX * fine)
    margin = round(MARGIN * fine)
    shape = [round((side - 4) / step) + 2 * margin for side in cut.shape]
    down, across = (
        triangle_weights(side, new, 2 + (0.5 - margin) * step, step)
        for side, new in zip(cut.shape, shape, strict=True)
    )
    return down @ cut @ across.T > EDGE


def _evened(mask: np.ndarray, fine: float) -> np.ndarray:
    """The strokes, neither thinner nor thicker than MNIST's, float32 from 0 to 1."""
    inside, outside = distance_transform_edt(mask), distance_transform_edt(~mask)
    # The mean distance to the edge within a stroke is a quarter of its width.
    width = 4 * float(inside[mask].mean() - 0.5)
    wanted = min(max(width, THINNEST * fine), THICKEST * fine)
    distance = np.where(mask, 0.5 - inside, outside - 0.5)
    return np.clip(0.5 + (wanted - width) / 2 - distance, 0, 1).astype(np.float32)


def _placed(strokes: np.ndarray) -> np.ndarray:
    """The strokes on the grid of the image, ``(28, 28)``, size and centre as MNIST has them."""
    ink = strokes.sum(dtype=np.float64)
    if ink == 0:
        return np.zeros((SIDE, SIDE), np.float32)
    extents, centres = [], []
    for axis in (0, 1):
        along = strokes.sum(axis=1 - axis, dtype=np.float64)
        there = np.flatnonzero(strokes.max(axis=1 - axis) > EDGE)
        extents.append(there[-1] - there[0] + 1 if len(there) else 1)
        centres.append(float(along @ (np.arange(len(along)) + 0.5)) / ink)
    step = max(extents) / BOX
    down, across = (
        triangle_weights(side, SIDE, centre + (0.5 - CENTRE) * step, step)
        for side, centre in zip(strokes.shape, centres, strict=True)
    )
    return down @ strokes @ across.T
