"""Pages that tests read, drawn so that it is known what is on them."""

import numpy as np
from PIL import Image

PAPER, PEN = 225, 35


def area(mark) -> int:
    """Pixels of ink that a mark has."""
    return int((mark.ink > 0.5).sum())


def ring(shape: tuple[int, int], middle: tuple[float, float], radius: float, pen: float):
    """The ink of a 0, ``shape`` float64 from 0 to 1, with soft edges."""
    rows, columns = np.mgrid[: shape[0], : shape[1]] + 0.5
    away = np.abs(np.hypot(rows - middle[0], columns - middle[1]) - radius)
    return np.clip(pen / 2 - away + 0.5, 0, 1)


def bar(shape: tuple[int, int], top: float, bottom: float, middle: float, pen: float):
    """The ink of an upright 1."""
    rows, columns = np.mgrid[: shape[0], : shape[1]] + 0.5
    across = np.clip(pen / 2 - np.abs(columns - middle) + 0.5, 0, 1)
    return across * np.clip((bottom - top) / 2 - np.abs(rows - (top + bottom) / 2) + 0.5, 0, 1)


def ten(shape: tuple[int, int] = (200, 280), pen: float = 8) -> np.ndarray:
    """The ink of a 1 and a 0, three fifths as high as the page."""
    height, width = shape
    one = bar(shape, 0.2 * height, 0.8 * height, 0.3 * width, pen)
    return np.maximum(one, ring(shape, (0.5 * height, 0.65 * width), 0.3 * height - pen / 2, pen))


def shown(ink: np.ndarray, paper: float | np.ndarray = PAPER, pen: float = PEN) -> np.ndarray:
    """Ink on paper as grey levels, uint8; light may differ from place to place."""
    return np.rint(paper * (1 - (1 - pen / np.max(paper)) * ink)).astype(np.uint8)


def laid_out(rows: list[list[np.ndarray]], *, side: int = 84, gap: int = 0) -> np.ndarray:
    """Images of digits as MNIST has them in rows on a page, ``(height, width)`` uint8, dark on
    light; each fills a square of `side` pixels."""
    across = max(map(len, rows))
    page = np.zeros(((len(rows) + 1) * (side + gap), (across + 1) * (side + gap)))
    for number, row in enumerate(rows):
        for place, image in enumerate(row):
            top, left = (side // 2 + each * (side + gap) for each in (number, place))
            large = Image.fromarray(image).resize((side, side), Image.Resampling.BICUBIC)
            page[top : top + side, left : left + side] = np.asarray(large) / 255
    return shown(page)
