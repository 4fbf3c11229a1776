"""A folder of images, one sub-folder a class.

Responsible for finding the images, choosing one shape for all of them, and naming the file at
fault. How one image becomes grey pixels is :mod:`denselab.data.images`'s concern.
"""

from pathlib import Path

import numpy as np

from denselab.data.class_folders import class_folders, files_in
from denselab.data.images import IMAGE_SUFFIXES, image_size, read_image
from denselab.data.raw import RawData
from denselab.data.rules import check_classes
from denselab.errors import DataError

SMALLEST_SIDE = 8  # pixels
LONGEST_SIDE = 64  # pixels; a dense network's first layer grows with every one of them


def load_image_folder(folder: Path, shape: tuple[int, int] | None = None) -> RawData:
    """Read every image under ``folder``; the sub-folders' names, sorted, are the classes.

    Hidden files and files without an image's suffix are passed over.

    Args:
        folder: Holds one sub-folder a class.
        shape: ``(height, width)`` in pixels that all images are scaled to. Where it is ``None``,
            the median height and width, scaled so that no side exceeds 64 pixels.

    Raises:
        DataError: if there is nothing to learn from, or an image cannot be read.
    """
    files = {place.name: files_in(place, IMAGE_SUFFIXES) for place in _class_folders(folder)}
    classes = tuple(files)
    paths = [path for members in files.values() for path in members]
    if not paths:
        raise DataError(
            f"{folder}: its sub-folders {', '.join(classes)} must hold images, found none"
        )
    y = np.repeat(np.arange(len(classes), dtype=np.int32), [len(m) for m in files.values()])
    check_classes(y, classes, has_test=False, where=folder)
    height, width = shape if shape is not None else _common_shape(paths)
    x = np.empty((len(paths), height, width), np.uint8)
    for row, path in enumerate(paths):
        x[row] = read_image(path, (height, width))
    return RawData(
        name=folder.resolve().name,
        origin=f"images in {folder}, scaled to {height}×{width} pixels",
        classes=classes,
        x_train=x,
        y_train=y,
    )


def _class_folders(folder: Path) -> list[Path]:
    places = class_folders(folder)
    if not places:
        raise DataError(
            f"{folder}: a folder must hold four IDX files or one sub-folder of images a class, "
            "found neither"
        )
    return places


def _common_shape(paths: list[Path]) -> tuple[int, int]:
    """The median ``(height, width)``, bounded."""
    height, width = np.median([image_size(path) for path in paths], axis=0)
    shrink = min(1.0, LONGEST_SIDE / max(height, width))
    return (
        max(SMALLEST_SIDE, round(height * shrink)),
        max(SMALLEST_SIDE, round(width * shrink)),
    )
