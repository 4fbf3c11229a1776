"""Ink that is no digit, from which a network learns to say so: drawn by the program.

Letters and signs, doodles, lines that wander, stains, and what a wrong cut between digits gives:
two of them at once, or a part of one.
"""

from collections.abc import Callable

import numpy as np
from PIL import Image
from scipy.ndimage import gaussian_filter, label

from denselab.handwriting.glyph import SIDE, glyph
from denselab.handwriting.pens import CANVAS, DIGITS, NO_DIGIT, Stroke, skeletons, sketch

WIDE = tuple(name for name in DIGITS if name != "1")
CUT = ("0", "2", "3", "5")  # parts of the others may be digits themselves
SCRAWL = 5.0  # heights that a scrawl is long at least, and hardly a digit is
HESITATION = 2.5  # heights that a hesitation is: it has corners, and a shorter one is a mere bow
SLIMMEST = 0.45  # width of a part or a line, of its height: what is slimmer may be taken for a 1


def scraps(n: int, rng: np.random.Generator) -> np.ndarray:
    """Images of what is no digit, ``(n, 28, 28)`` uint8: a third are hesitations, a quarter signs,
    then doodles, scrawls, pairs of digits, parts and stains.

    Args:
        n: How many.
        rng: Draws them.
    """
    kinds = (_sign, _doodle, _sign, _pair, _sign, _part, _scrawl, _stain, *4 * (_hesitation,))
    images = np.empty((n, SIDE, SIDE), np.uint8)
    for row in range(n):
        images[row] = glyph(kinds[row % len(kinds)](rng))
    return images


def tangle(rng: np.random.Generator) -> tuple[Stroke, ...]:
    """The strokes of a doodle: one to three lines that wander."""
    lines = []
    for _ in range(int(rng.integers(1, 4))):
        points = rng.random((int(rng.integers(4, 12)), 2))
        lines.append((points,))
    return tuple(lines)


def _sign(rng: np.random.Generator) -> np.ndarray:
    return _sketch(NO_DIGIT, rng)


def _doodle(rng: np.random.Generator) -> np.ndarray:
    return sketch(tangle(rng), rng)


def _scrawl(rng: np.random.Generator) -> np.ndarray:
    """What a pen leaves that goes on without lifting, now straighter, now in loops."""
    return _written(_bending, SCRAWL, rng)


def _hesitation(rng: np.random.Generator) -> np.ndarray:
    """What a pen leaves that slows down and turns back where it likes, which makes corners."""
    return _written(_hesitating, HESITATION, rng)


def _written(
    line: Callable[[np.random.Generator], np.ndarray], least: float, rng: np.random.Generator
) -> np.ndarray:
    """A line written with some pen: the first that is so long, in heights, and not slim."""
    points = line(rng)
    while _length(points) < least * np.ptp(points[:, 1]) or _proportion(points) < SLIMMEST:
        points = line(rng)
    middle = (points.min(axis=0) + points.max(axis=0)) / 2
    return sketch(((0.5 + (points - middle) / np.ptp(points, axis=0).max(),),), rng)


def _bending(rng: np.random.Generator) -> np.ndarray:
    """Points of a line that bends smoothly at random, one apart: ``(points, 2)``."""
    bends = gaussian_filter(rng.normal(0, 1, int(rng.integers(12, 40))), rng.uniform(0.5, 2))
    way = np.cumsum(rng.uniform(0.4, 1.2) * bends / bends.std())  # its direction, in radians
    return np.cumsum(np.stack([np.cos(way), np.sin(way)], axis=1), axis=0)


def _hesitating(rng: np.random.Generator) -> np.ndarray:
    """Points of a line whose speed, too, changes smoothly at random: ``(40, 2)``."""
    steps = gaussian_filter(rng.normal(0, 1, (120, 2)), (rng.uniform(1.5, 6), 0))
    return np.cumsum(steps, axis=0)[::3]


def _length(line: np.ndarray) -> float:
    return float(np.hypot(*np.diff(line, axis=0).T).sum())


def _proportion(line: np.ndarray) -> float:
    """Its width, as a share of its height."""
    width, height = np.ptp(line, axis=0)
    return float(width / height)


def _stain(rng: np.random.Generator) -> np.ndarray:
    """What shadows and grain leave of paper: no stroke at all."""
    rough = gaussian_filter(rng.normal(0, 1, (CANVAS, CANVAS)), rng.uniform(5, 22))
    labels, n = label(rough > np.quantile(rough, rng.uniform(0.6, 0.9)))
    sizes = np.bincount(labels.ravel(), minlength=n + 1)[1:]
    return (labels == 1 + sizes.argmax()).astype(np.float32)


def _pair(rng: np.random.Generator) -> np.ndarray:
    """Two digits so close that they are taken for one."""
    left, right = (_trimmed(_digit(WIDE if first else DIGITS, rng)) for first in (True, False))
    height = min(len(left), len(right))
    left, right = (_scaled(ink, height) for ink in (left, right))
    gap = int(rng.integers(-3, 9))
    width = left.shape[1] + right.shape[1] + max(gap, 0)
    both = np.zeros((height, width), np.float32)
    both[:, : left.shape[1]] = left
    start = left.shape[1] + gap
    both[:, start : start + right.shape[1]] = np.maximum(
        both[:, start : start + right.shape[1]], right
    )
    return both


def _part(rng: np.random.Generator) -> np.ndarray:
    """A digit without its left or its right side, or a strip of a doodle."""
    for _ in range(8):
        whole = _digit(CUT, rng) if rng.random() < 0.5 else _doodle(rng)
        ink = _trimmed(whole)
        cut = round(ink.shape[1] * rng.uniform(0.35, 0.55))
        part = _trimmed(ink[:, :cut] if rng.random() < 0.5 else ink[:, -cut:])
        if part.shape[1] >= SLIMMEST * len(part):
            return part
    return _doodle(rng)


def _digit(names: tuple[str, ...], rng: np.random.Generator) -> np.ndarray:
    return _sketch(names[rng.integers(len(names))], rng)


def _sketch(name: str, rng: np.random.Generator) -> np.ndarray:
    """A class in any of its styles."""
    styles = list(skeletons()[name].values())
    return sketch(styles[rng.integers(len(styles))], rng)


def _trimmed(ink: np.ndarray) -> np.ndarray:
    """The ink without the paper around it; all of the canvas where there is none."""
    rows, columns = (np.flatnonzero((ink > 0.5).any(axis=axis)) for axis in (1, 0))
    if len(rows) == 0:
        return np.ones((CANVAS, CANVAS), np.float32)
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _scaled(ink: np.ndarray, height: int) -> np.ndarray:
    width = max(1, round(ink.shape[1] * height / len(ink)))
    return np.asarray(Image.fromarray(ink).resize((width, height), Image.Resampling.BILINEAR))
