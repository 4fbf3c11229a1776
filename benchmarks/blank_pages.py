"""Pages without digits: paper, shadows, scribbles and writing, drawn by the program.

Drawn otherwise than the scraps that networks learn from, but for the scribbles: they are walks, as
some of the scraps are.
"""

import io
from collections.abc import Callable, Iterator

import numpy as np
from PIL import Image, ImageDraw, ImageFont
from scipy.ndimage import gaussian_filter

SIZE = (480, 640)  # rows and columns
REPEATS = 40
LETTERS = "ABDEFGHKLMNPQRTUVWXYaefhkmnrtuvwx&@#"  # none that is a digit to many eyes
WORDS = ("Hello", "Rent", "thank you", "name", "Karten", "due: May")

Draw = Callable[[np.random.Generator], np.ndarray]


def blank_pages() -> Iterator[tuple[str, bytes]]:
    """Name and PNG file of each page."""
    rng = np.random.default_rng(0)
    for kind, draw in PAGES.items():
        for number in range(REPEATS):
            pixels = np.clip(draw(rng), 0, 255).astype(np.uint8)
            file = io.BytesIO()
            Image.fromarray(pixels).save(file, "png")
            yield f"{kind} {number + 1}", file.getvalue()


def white(rng: np.random.Generator) -> np.ndarray:
    """A page of one colour."""
    return np.full(SIZE, rng.integers(150, 256), np.float64)


def paper(rng: np.random.Generator) -> np.ndarray:
    """A photograph of paper: grain, and light that falls off."""
    rows, columns = np.mgrid[: SIZE[0], : SIZE[1]] / max(SIZE)
    slope = rng.uniform(-0.4, 0.4, 2)
    light = 190 * (1 + slope[0] * rows + slope[1] * columns)
    grain = gaussian_filter(rng.normal(0, 1, SIZE), 0.7) * rng.uniform(2, 7)
    return light + grain


def shadow(rng: np.random.Generator) -> np.ndarray:
    """Paper on which the shadow of a hand lies."""
    blob = gaussian_filter(rng.normal(0, 1, SIZE), 60)
    return paper(rng) * (1 - 0.4 * gaussian_filter((blob > blob.mean()).astype(float), 6))


def ruled(rng: np.random.Generator) -> np.ndarray:
    """Ruled or squared paper."""
    page = paper(rng)
    step = int(rng.integers(24, 60))
    page[step::step] *= 0.7
    if rng.random() < 0.5:
        page[:, step::step] *= 0.7
    return page


def scribble(rng: np.random.Generator) -> np.ndarray:
    """A pen that wanders over the page."""
    steps = gaussian_filter(rng.normal(0, 1, (400, 2)), (8, 0))
    line = np.cumsum(steps / steps.std() * 9, axis=0)
    span = np.ptp(line, axis=0).max()
    line = (line - line.mean(axis=0)) * (300 / span) + np.array(SIZE[::-1]) / 2
    return _inked(rng, lambda draw, pen: draw.line([tuple(p) for p in line], fill=40, width=pen))


def hatching(rng: np.random.Generator) -> np.ndarray:
    """Something crossed out, to and fro."""
    ends = np.array([[200 + 240 * (n % 2), 120 + 14 * n] for n in range(18)], float)
    ends += rng.normal(0, 10, ends.shape)
    return _inked(rng, lambda draw, pen: draw.line([tuple(p) for p in ends], fill=40, width=pen))


def letter(rng: np.random.Generator) -> np.ndarray:
    """One large letter."""
    name = LETTERS[rng.integers(len(LETTERS))]
    return _written(rng, name, int(rng.integers(160, 320)))


def word(rng: np.random.Generator) -> np.ndarray:
    """A word or two."""
    return _written(rng, WORDS[rng.integers(len(WORDS))], int(rng.integers(50, 110)))


def _written(rng: np.random.Generator, text: str, size: int) -> np.ndarray:
    font = ImageFont.load_default(size)
    place = (int(rng.integers(20, 120)), int(rng.integers(20, 100)))
    return _inked(rng, lambda draw, pen: draw.text(place, text, fill=40, font=font))


def _inked(
    rng: np.random.Generator, draw_on: Callable[[ImageDraw.ImageDraw, int], None]
) -> np.ndarray:
    page = Image.new("L", SIZE[::-1], 255)
    draw_on(ImageDraw.Draw(page), int(rng.integers(4, 12)))
    return np.minimum(paper(rng), gaussian_filter(np.asarray(page, np.float64), 0.8))


PAGES: dict[str, Draw] = {
    each.__name__: each for each in (white, paper, shadow, ruled, scribble, hatching, letter, word)
}
