"""Samples as pictures: PNG data inside the page, and sheets of them as figures.

Pictures whose background is dark (MNIST's is 0) are shown dark on light, as ink on paper;
the page turns that round again in dark mode.
"""

import base64
import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup
from PIL import Image

from denselab.report.figure import Figure
from denselab.report.svg import group, shorten, tag, text

SHEET_WIDTH, GAP, LINE = 560.0, 12.0, 16.0


@dataclass(frozen=True)
class Tile:
    """A picture with what is said about it.

    Attributes:
        source: The picture as a ``data:`` address.
        height: Pixels.
        width: Pixels.
        words: Lines under it; the first one is the most important.
        alt: What it shows, for those who cannot see it.
    """

    source: str
    height: int
    width: int
    words: tuple[str, ...]
    alt: str


def dark_ground(images: np.ndarray) -> bool:
    """Whether most of the pixels are nearer to black than to white."""
    return images.size > 0 and float(np.median(images)) < 128


def data_uri(image: np.ndarray, *, inverted: bool) -> str:
    """A greyscale picture, ``(h, w)`` with values 0 to 255, as a PNG in a ``data:`` address."""
    grey = np.clip(np.rint(image), 0, 255).astype(np.uint8)  # (h, w)
    memory = io.BytesIO()
    Image.fromarray(255 - grey if inverted else grey).save(memory, "PNG", optimize=True)
    return "data:image/png;base64," + base64.b64encode(memory.getvalue()).decode("ascii")


def tiles(images: np.ndarray, words: Sequence[tuple[str, ...]], alts: Sequence[str]) -> list[Tile]:
    """One tile an image, ``(n, h, w)``."""
    inverted = dark_ground(images)
    return [
        Tile(data_uri(image, inverted=inverted), image.shape[0], image.shape[1], said, alt)
        for image, said, alt in zip(images, words, alts, strict=False)
    ]


def strips(sheet: np.ndarray, classes: Sequence[str], alts: Sequence[str]) -> list[Tile]:
    """A class-balanced sheet, ``(k, m, h, w)``, as one picture of m samples a class."""
    inverted, rows = dark_ground(sheet), []
    for samples, name, alt in zip(sheet, classes, alts, strict=False):
        strip = np.concatenate(list(samples), axis=1)  # (h, m * w)
        source, (height, width) = data_uri(strip, inverted=inverted), strip.shape
        rows.append(Tile(source, height, width, (name,), alt))
    return rows


def contact_sheet(
    name: str, title: str, caption: str, pictures: Sequence[Tile], columns: int
) -> Figure:
    """The tiles in a grid, words below each, for a figure that stands alone."""
    cell = SHEET_WIDTH / columns
    tall = (cell - GAP) * max((p.height / p.width for p in pictures), default=1)
    step = tall + LINE * max((len(p.words) for p in pictures), default=0) + GAP
    marks = [
        _tile(picture, cell * (i % columns), step * (i // columns), cell, tall)
        for i, picture in enumerate(pictures)
    ]
    height = step * -(-len(pictures) // columns)
    said = "; ".join(p.alt for p in pictures)
    return Figure.draw(
        name, title, marks, width=SHEET_WIDTH, height=height, says=said, caption=caption
    )


def _tile(picture: Tile, x: float, y: float, cell: float, tall: float) -> Markup:
    width, middle = cell - GAP, x + cell / 2
    image = tag(
        "image",
        href=picture.source,
        x=x + GAP / 2,
        y=y + GAP / 2,
        width=width,
        height=width * picture.height / picture.width,
        style="image-rendering: pixelated",
    )
    lines = [
        text(shorten(said, width), middle, y + tall + LINE * i, anchor="middle", tooltip=said)
        for i, said in enumerate(picture.words, start=1)
    ]
    return group([image, *lines])
