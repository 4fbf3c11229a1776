"""What people said a digit is, kept in the folder of the Run that read it otherwise.

Responsible for the place and for losing nothing: each correction is a file of its own, written
whole and never changed. The folder ``corrections/`` has a sub-folder a class with images in it, so
that it can be looked at, and explored as any folder of images. What learns from it is elsewhere.
"""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote, unquote
from uuid import uuid4

import numpy as np
from PIL import Image

from denselab.data.images import image_size, read_image
from denselab.errors import DataError
from denselab.files import TEMPORARY, write_whole

FOLDER = "corrections"


def keep_correction(run: Path, image: np.ndarray, label: str) -> Path:
    """Keeps what an image is.

    Args:
        run: The folder of the Run.
        image: What the network saw, ``(height, width)`` uint8.
        label: The class that it should have said.

    Returns:
        The file, ``corrections/LABEL/TIME-RANDOM.png``.
    """
    name = f"{datetime.now(UTC):%Y-%m-%dT%H-%M-%S-%f}-{uuid4().hex[:8]}.png"
    file = run / FOLDER / _folder(label) / name
    write_whole(file, lambda temporary: _save(image, temporary))
    return file


def read_corrections(run: Path, shape: tuple[int, int]) -> tuple[np.ndarray, list[str]]:
    """Everything that was kept.

    Args:
        run: The folder of the Run.
        shape: ``(height, width)`` of the images.

    Returns:
        Images ``(n, height, width)`` uint8 and their n labels, the oldest first. Of an image that
        was corrected more than once, only the newest label.

    Raises:
        DataError: A file is no image of that shape.

    Example:
        >>> run = getfixture("tmp_path")
        >>> _ = keep_correction(run, np.zeros((28, 28), np.uint8), "7")
        >>> images, labels = read_corrections(run, (28, 28))
        >>> images.shape, labels
        ((1, 28, 28), ['7'])
    """
    newest: dict[bytes, str] = {}
    for file in sorted(_files(run), key=lambda file: file.name):
        pixels = _pixels(file, shape).tobytes()
        newest.pop(pixels, None)  # so that its place is that of its newest label
        newest[pixels] = unquote(file.parent.name)
    images = np.frombuffer(b"".join(newest), np.uint8).reshape(-1, *shape)
    return images, list(newest.values())


def _save(image: np.ndarray, file: Path) -> None:
    """Onto the disk itself, so that not even a power cut loses it."""
    with file.open("wb") as stream:
        Image.fromarray(image).save(stream, "PNG")
        stream.flush()
        os.fsync(stream.fileno())


def count_corrections(run: Path) -> int:
    """How many files there are."""
    return sum(1 for _ in _files(run))


def _folder(label: str) -> str:
    """A name for a folder, whatever the label is called."""
    return quote(label, safe="? ").replace(".", "%2E")


def _files(run: Path) -> Iterator[Path]:
    found = (run / FOLDER).glob("*/*.png")
    return (file for file in found if not file.name.startswith(TEMPORARY))


def _pixels(file: Path, shape: tuple[int, int]) -> np.ndarray:
    if (size := image_size(file)) != shape:
        raise DataError(f"{file}: must be {shape[1]}×{shape[0]} pixels, found {size[1]}×{size[0]}")
    return read_image(file, shape)
