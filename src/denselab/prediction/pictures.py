"""Image files, some at a time, as a folder of images is read in training."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl

from denselab.data.images import IMAGE_SUFFIXES, read_image
from denselab.errors import DataError
from denselab.prediction.reading import Chunk

AT_A_TIME = 256  # files


def image_files(source: str) -> list[Path]:
    """The file, or the images in a folder and the folders in it, by name.

    Raises:
        DataError: There is none.
    """
    place = Path(source)
    if place.is_file():
        return [place]
    found = sorted(
        path
        for path in place.rglob("*")
        if path.suffix.lower() in IMAGE_SUFFIXES and not path.name.startswith(".")
    )
    if not found:
        raise DataError(f"{source}: must be an image or a folder that holds some, found none")
    return found


def read_images(files: list[Path], shape: tuple[int, int]) -> Iterator[tuple[Chunk, np.ndarray]]:
    """The files as rows of one column, ``file``, with their images, ``(n, *shape)`` uint8."""
    for at in range(0, len(files), AT_A_TIME):
        some = files[at : at + AT_A_TIME]
        images = np.zeros((len(some), *shape), np.uint8)
        readable, first_bad = np.ones(len(some), bool), None
        for number, file in enumerate(some):
            try:
                images[number] = read_image(file, shape)
            except DataError as error:
                readable[number], first_bad = False, first_bad or str(error)
        rows = pl.DataFrame({"file": [str(file) for file in some]})
        yield Chunk(rows, readable, first_bad, at + len(some)), images
