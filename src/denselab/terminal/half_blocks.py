"""Small grey images in a terminal: each character shows two pixels, one above the other."""

from collections.abc import Sequence

import numpy as np
from PIL import Image
from rich.color import Color
from rich.console import Group, RenderableType
from rich.style import Style
from rich.table import Table
from rich.text import Text

#: Pixels that an image is reduced to at most, each way.
LARGEST = 16


def half_blocks(image: np.ndarray) -> Text:
    """An image ``(height, width)`` uint8 as lines of half blocks, reduced where it is large."""
    small = _reduced(image)
    if len(small) % 2:
        small = np.vstack([small, np.zeros_like(small[:1])])
    rows = [
        Text.assemble(*(("▀", _style(*pair)) for pair in zip(upper, lower, strict=True)))
        for upper, lower in zip(small[::2], small[1::2], strict=True)
    ]
    return Text("\n").join(rows)


def samples(images: np.ndarray, names: Sequence[str], width: int) -> RenderableType:
    """Images ``(n, h, w)`` uint8 side by side with their names, in as many rows as it takes.

    Args:
        images: What is drawn.
        names: What is written above each.
        width: Columns of the terminal.
    """
    drawn = [half_blocks(image) for image in images]
    columns = _columns(images[0], width)
    return Group(
        *(
            _row(drawn[start : start + columns], names[start : start + columns])
            for start in range(0, len(drawn), columns)
        )
    )


def sheet(images: np.ndarray, names: Sequence[str], width: int) -> RenderableType:
    """Images ``(k, m, h, w)`` uint8, a row with its name for each k; of m, as many as fit."""
    columns = _columns(images[0, 0], width)
    rows = ([half_blocks(image) for image in row[:columns]] for row in images)
    return Group(*(_row(row, [name]) for row, name in zip(rows, names, strict=True)))


def _columns(image: np.ndarray, width: int) -> int:
    """How many images stand side by side in a terminal of that width."""
    return max(1, (width + 2) // (_reduced(image).shape[1] + 2))


def _row(drawn: Sequence[Text], names: Sequence[str]) -> Table:
    row = Table.grid(padding=(0, 2, 0, 0))
    row.add_row(*(Text(name, "bold", no_wrap=True, overflow="ellipsis") for name in names))
    row.add_row(*drawn)
    return row


def _reduced(image: np.ndarray) -> np.ndarray:
    height, width = image.shape
    scale = min(1.0, LARGEST / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(Image.fromarray(image).resize(size, Image.Resampling.BOX))


def _style(upper: int, lower: int) -> Style:
    above, below = (Color.from_rgb(int(v), int(v), int(v)) for v in (upper, lower))
    return Style(color=above, bgcolor=below)
