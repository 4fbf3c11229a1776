"""One image file, of any size and mode that Pillow reads, as grey pixels of a given shape.

Responsible for orientation, transparency, bit depth and scaling, and for refusing a file that
cannot be decoded or would be too large once it is. Whether ink is dark or light is left as it
is.
"""

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from denselab.errors import DataError

MOST_PIXELS = 50_000_000  # a large photograph; a file that declares more is taken for a bomb
_ROWS = 64  # of an image with deep pixels that are held as numbers at a time

# Reading an EPS file would start Ghostscript on whatever program the file holds.
_FORMATS = sorted(set(Image.registered_extensions().values()) & set(Image.OPEN) - {"EPS"})
IMAGE_SUFFIXES = frozenset(
    suffix for suffix, format_ in Image.registered_extensions().items() if format_ in _FORMATS
)
_SIXTEEN_BIT = 65535


def image_size(path: Path | bytes) -> tuple[int, int]:
    """``(height, width)`` as a viewer shows the image, from its header alone."""
    with _opened(path) as image:
        width, height = image.size
        turned = image.getexif().get(0x0112, 1) >= 5  # EXIF's Orientation: 5-8 lie on their side
        return (width, height) if turned else (height, width)


def read_image(source: Path | bytes, shape: tuple[int, int]) -> np.ndarray:
    """The image in grey, upright, its proportions kept, on a ground of its own border's colour.

    Args:
        source: The file, or what it holds.
        shape: ``(height, width)`` in pixels.

    Returns:
        ``shape`` uint8, 0 black to 255 white.

    Raises:
        DataError: if the file cannot be decoded, or declares too many pixels.
    """
    height, width = shape
    with _opened(source) as image:
        enough = 2 * max(shape)  # a JPEG can be decoded at a fraction of its size
        image.draft(None, (enough, enough))
        ImageOps.exif_transpose(image, in_place=True)
        grey = _grey(image)
        border = int(np.median(_border(np.asarray(grey))))
        return np.asarray(ImageOps.pad(grey, (width, height), color=border))


def read_picture(source: Path | bytes, longest: int) -> np.ndarray:
    """The image in grey, upright, with its own proportions.

    Args:
        source: The file, or what it holds.
        longest: Pixels that its longer side may have; a larger image is reduced.

    Returns:
        ``(height, width)`` uint8, 0 black to 255 white.

    Raises:
        DataError: if it cannot be decoded, or declares too many pixels.
    """
    with _opened(source) as image:
        image.draft(None, (longest, longest))
        ImageOps.exif_transpose(image, in_place=True)
        return np.asarray(_reduced(_grey(image), longest))


def open_picture(source: Path | bytes, longest: int) -> Image.Image:
    """The image in colour where it has plain colours, upright, see `read_picture`."""
    with _opened(source) as image:
        image.draft(None, (longest, longest))
        ImageOps.exif_transpose(image, in_place=True)
        # What plain RGB does not hold is shown in grey, as it is read.
        plain = image.mode in ("1", "L", "P", "RGB", "CMYK") and not image.has_transparency_data
        return _reduced((image if plain else _grey(image)).convert("RGB"), longest)


def _reduced(image: Image.Image, longest: int) -> Image.Image:
    image.thumbnail((longest, longest), Image.Resampling.BOX)
    return image


@contextmanager
def _opened(source: Path | bytes) -> Iterator[Image.Image]:
    """The open image; whatever goes wrong inside the block becomes a DataError."""
    path = "the image" if isinstance(source, bytes) else source
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's about damaged metadata and large images
            with Image.open(_stream(source), formats=_FORMATS) as image:
                width, height = image.size
                if width * height > MOST_PIXELS:
                    raise DataError(
                        f"{path}: an image may have at most {MOST_PIXELS:,} pixels, "
                        f"found {width}×{height}"
                    )
                yield image
    except DataError:
        raise
    except FileNotFoundError as error:
        raise DataError(f"{path}: there is no such file") from error
    except Exception as error:  # a decoder given damaged bytes may raise anything
        raise DataError(f"{path}: cannot be read as an image: {error}") from error


def _stream(source: Path | bytes) -> Path | io.BytesIO:
    return io.BytesIO(source) if isinstance(source, bytes) else source


def _grey(image: Image.Image) -> Image.Image:
    """``image`` in mode L, with no more than a few bytes a pixel on the way."""
    if image.mode in ("F", "I") or image.mode.startswith("I;"):
        return _deep_grey(image)
    if image.has_transparency_data:
        return _flattened(image if image.mode == "RGBA" else image.convert("RGBA"))
    if image.mode == "LAB":  # Pillow converts it to nothing, but its first band is lightness
        return image.getchannel("L")
    if image.mode in ("1", "L", "RGB"):
        return image.convert("L")
    return image.convert("RGB").convert("L")  # some modes reach grey only by way of RGB


def _deep_grey(image: Image.Image) -> Image.Image:
    """Pixels of 16 or more bits, or floats, to 8 bits."""
    low = np.min([rows.min() for rows in _row_by_row(image)])
    high = np.max([rows.max() for rows in _row_by_row(image)])
    ceiling = 1.0 if image.mode == "F" and high <= 1 else float(_SIXTEEN_BIT)
    if not (low >= 0 and high <= ceiling):  # NaN is neither
        raise ValueError(f"pixels must lie in 0-{ceiling:g}, found {low:g} to {high:g}")
    scale = 255 / ceiling
    return Image.fromarray(
        np.concatenate([np.rint(rows * scale).astype(np.uint8) for rows in _row_by_row(image)])
    )


def _row_by_row(image: Image.Image) -> Iterator[np.ndarray]:
    """The pixels as float64, some rows ``(at most _ROWS, w)`` at a time."""
    width, height = image.size
    for top in range(0, height, _ROWS):
        rows = image.crop((0, top, width, min(top + _ROWS, height)))
        yield np.asarray(rows).astype(np.float64)


def _flattened(image: Image.Image) -> Image.Image:
    """An RGBA image on white paper, or on black where what is visible is light itself."""
    grey, alpha = image.convert("L"), image.getchannel("A")
    visible = grey.histogram(alpha.point([0] * 128 + [255] * 128))
    light = np.dot(visible, np.arange(256) - 127) > 0  # their mean is; where there are none, no
    paper = Image.new("L", image.size, 0 if light else 255)
    paper.paste(grey, mask=alpha)
    return paper


def _border(pixels: np.ndarray) -> np.ndarray:
    """The outermost pixels of ``(h, w)``, in one row."""
    return np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
