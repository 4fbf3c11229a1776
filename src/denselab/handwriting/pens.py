"""Digits, and what is none, as other hands than MNIST's write them: drawn by the program.

Responsible for drawing the skeletons of ``skeletons.toml``, each time a little otherwise and with
another pen. MNIST's writers are American; a 1 with a long upstroke, a crossed 7 and an open 4 are
rare there.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Self

import numpy as np
from PIL import Image, ImageDraw

from denselab.handwriting.glyph import SIDE, glyph

DIGITS = tuple("0123456789")
NO_DIGIT = "?"  # the class of what is no digit

Stroke = tuple[np.ndarray, ...]  # smooth pieces between corners, each (points, 2) x and y

CANVAS = 120  # pixels of the square that is drawn on
TALL = 72  # pixels that a skeleton is high on it
SMOOTH = 8  # straight lines that a curve is drawn with between two points
WAVER = 0.028  # by how much a point is off its place, of the height
PENS = (0.03, 0.15)  # how thick pens are, of the height
SLANT = 0.22  # standard deviation of what the top is to the right of the bottom, of the height
ASPECTS = (0.45, 1.0)  # width, of the height


@cache
def skeletons() -> dict[str, dict[str, tuple[Stroke, ...]]]:
    """The strokes of each style by class and name, in a square of side 1.

    Example:
        >>> sorted(skeletons())[:2], "crossed" in skeletons()["7"]
        (['0', '1'], True)
    """
    text = (files("denselab.handwriting") / "skeletons.toml").read_text()
    return {
        name: {style: tuple(_stroke(way) for way in ways) for style, ways in styles.items()}
        for name, styles in tomllib.loads(text).items()
    }


def drawn(name: str, n: int, rng: np.random.Generator) -> np.ndarray:
    """Images of a class, ``(n, 28, 28)`` uint8, its styles in turn.

    Args:
        name: A class of `skeletons`.
        n: How many.
        rng: Draws how each differs from its skeleton.
    """
    styles = list(skeletons()[name].values())
    images = np.empty((n, SIDE, SIDE), np.uint8)
    for row in range(n):
        images[row] = glyph(sketch(styles[row % len(styles)], rng))
    return images


@dataclass(frozen=True)
class Hand:
    """What somebody's digits have in common.

    Attributes:
        pen: How thick the strokes are, in pixels of the canvas.
        form: How the hand slants, narrows and turns what it writes, ``(2, 2)``.
    """

    pen: float
    form: np.ndarray

    @classmethod
    def of(cls, rng: np.random.Generator) -> Self:
        """Some hand with some pen."""
        pen = TALL * np.exp(rng.uniform(*np.log(PENS)))
        aspect, slant = rng.uniform(*ASPECTS), rng.normal(0.08, SLANT)
        turn = rng.normal(0, 0.09)  # radians
        rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
        return cls(pen, rotation @ np.array([[aspect, -slant], [0, 1]]))


def sketch(
    strokes: tuple[Stroke, ...], rng: np.random.Generator, hand: Hand | None = None
) -> np.ndarray:
    """A skeleton written once: ``(120, 120)`` float32 from 0 to 1.

    Args:
        strokes: The skeleton.
        rng: Draws how far its points are off their places.
        hand: Who writes; ``None`` for a new hand every time.
    """
    hand = hand or Hand.of(rng)
    image = Image.new("L", (CANVAS, CANVAS))
    draw = ImageDraw.Draw(image)
    for stroke in strokes:
        line = np.concatenate([_smooth(_wavering(piece, rng)) for piece in stroke])
        _ink(draw, (line - 0.5) @ hand.form.T * TALL + CANVAS / 2, hand.pen)
    return np.asarray(image, np.float32) / 255


def _stroke(way: str) -> Stroke:
    pieces: list[np.ndarray] = []
    for part in way.split("/"):
        points = np.array(
            [[float(number) / 100 for number in pair.split(",")] for pair in part.split()]
        )
        # After a corner the pen goes on from where it is.
        pieces.append(np.concatenate([pieces[-1][-1:], points]) if pieces else points)
    return tuple(pieces)


def _wavering(piece: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    return piece + rng.normal(0, WAVER, piece.shape)


def _smooth(points: np.ndarray) -> np.ndarray:
    """A Catmull-Rom spline through the points, ``(many, 2)``."""
    if len(points) < 3:
        return points
    ends = np.concatenate([2 * points[:1] - points[1:2], points, 2 * points[-1:] - points[-2:-1]])
    before, here, there, after = ends[:-3], ends[1:-2], ends[2:-1], ends[3:]
    t = (np.arange(SMOOTH) / SMOOTH)[:, None, None]
    curve = 0.5 * (
        2 * here
        + (there - before) * t
        + (2 * before - 5 * here + 4 * there - after) * t**2
        + (3 * here - before - 3 * there + after) * t**3
    )  # (steps, pieces, 2)
    return np.concatenate([curve.swapaxes(0, 1).reshape(-1, 2), points[-1:]])


def _ink(draw: ImageDraw.ImageDraw, line: np.ndarray, pen: float) -> None:
    """Draws a line with a round pen."""
    draw.line([tuple(point) for point in line], fill=255, width=max(1, round(pen)))
    for x, y in line:
        draw.ellipse((x - pen / 2, y - pen / 2, x + pen / 2, y + pen / 2), fill=255)
