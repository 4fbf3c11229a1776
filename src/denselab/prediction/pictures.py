"""Image files, some at a time, as a folder of images is read in training."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl

from denselab.data.images import IMAGE_SUFFIXES, read_image
from denselab.data.pieces import Piece
from denselab.errors import DataError

AT_A_TIME = 256  # files


def image_files(source: str) -> list[Path]:
    """The file, or the images in a folder and the folders in it, by name.

    Raises:
        DataError: There is none.
    """
    place = Path(source)
    if place.is_file():
        return [place]
    if not place.is_dir():
        raise DataError(f"{source}: there is no such file or folder")
    found = sorted(
        path
        for path in place.rglob("*")
        if path.suffix.lower() in IMAGE_SUFFIXES and not path.name.startswith(".")
    )
    if not found:
        raise DataError(f"{source}: must be an image or a folder that holds some, found none")
    return found


def image_pieces(files: list[Path], shape: tuple[int, int]) -> Iterator[tuple[Piece, np.ndarray]]:
    """The files as rows of one column, ``file``, with their images, ``(n, *shape)`` uint8."""
    for at in range(0, len(files), AT_A_TIME):
        some = files[at : at + AT_A_TIME]
        images, faults = np.zeros((len(some), *shape), np.uint8), {}
        for place, file in enumerate(some):
            try:
                images[place] = read_image(file, shape)
            except DataError as error:
                faults[place] = str(error)
        end = at + len(some)
        rows = pl.DataFrame({"file": [str(file) for file in some]})
        yield Piece(rows, np.arange(at, end) + 1, faults, end), images
