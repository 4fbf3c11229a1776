"""A data set in four IDX files: training and test, images and labels.

Responsible for finding the four in a folder and for refusing files that disagree with each
other. The format of one file is :mod:`denselab.data.idx`'s concern.
"""

from pathlib import Path
from typing import NamedTuple

import numpy as np

from denselab.data.idx import read_idx
from denselab.data.raw import RawData
from denselab.data.rules import check_classes
from denselab.errors import DataError, DataNotFoundError

IDX_NAMES = (
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
)


class IdxArrays(NamedTuple):
    """The contents of the four files: images ``(n, h, w)`` and labels ``(n,)``, uint8."""

    x_train: np.ndarray
    y_train: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray


def idx_candidates(folder: Path, name: str) -> list[Path]:
    """The files in ``folder`` that can stand for the IDX file ``name``, plain before gzipped."""
    spellings = (name, name.replace("-idx", ".idx"))
    paths = [folder / f"{spelling}{end}" for end in ("", ".gz") for spelling in spellings]
    return [path for path in paths if path.is_file()]


def holds_idx(folder: Path) -> bool:
    """Whether ``folder`` has any of the four files."""
    return any(idx_candidates(folder, name) for name in IDX_NAMES)


def load_idx_folder(folder: Path) -> RawData:
    """The data set in the four IDX files of ``folder``, each plain or gzipped.

    The labels must be consecutive and start from 0 or, as EMNIST's letters do, from 1.

    Raises:
        DataNotFoundError: if one of the four is missing.
        DataError: if one is damaged, or they disagree.
    """
    paths = [_only_file(folder, name) for name in IDX_NAMES]
    arrays = IdxArrays(
        *(read_idx(path, dimensions) for path, dimensions in zip(paths, (3, 1, 3, 1), strict=True))
    )
    _check_shapes(arrays, paths)
    first, last = _label_range(arrays.y_train, paths[1])
    classes = tuple(str(label) for label in range(first, last + 1))
    _check_test_labels(arrays.y_test, first, last, paths[3])
    y_train = arrays.y_train.astype(np.int32) - first
    check_classes(y_train, classes, has_test=True, where=paths[1])
    return RawData(
        name=folder.resolve().name,
        origin=f"IDX files in {folder}",
        classes=classes,
        x_train=arrays.x_train,
        y_train=y_train,
        x_test=arrays.x_test,
        y_test=arrays.y_test.astype(np.int32) - first,
    )


def _only_file(folder: Path, name: str) -> Path:
    found = idx_candidates(folder, name)
    if not found:
        raise DataNotFoundError(f"{folder}: {name} (plain or .gz) is missing beside its siblings")
    return found[0]


def _check_shapes(arrays: IdxArrays, paths: list[Path]) -> None:
    for x, y, images, labels in (
        (arrays.x_train, arrays.y_train, paths[0], paths[1]),
        (arrays.x_test, arrays.y_test, paths[2], paths[3]),
    ):
        if x.size == 0:
            raise DataError(f"{images}: must hold at least one pixel, found shape {x.shape}")
        if len(x) != len(y):
            raise DataError(
                f"{labels}: must have one label an image of {images.name}, "
                f"found {len(y)} labels for {len(x)} images"
            )
    if arrays.x_train.shape[1:] != arrays.x_test.shape[1:]:
        raise DataError(
            f"{paths[2]}: test images must have the training images' size "
            f"{arrays.x_train.shape[1:]}, found {arrays.x_test.shape[1:]}"
        )


def _label_range(y: np.ndarray, labels: Path) -> tuple[int, int]:
    present = np.unique(y)
    first, last = int(present[0]), int(present[-1])
    if len(present) == 1:
        raise DataError(f"{labels}: at least two classes are needed, found only label {first}")
    gap = np.flatnonzero(np.diff(present) > 1)
    if len(gap):
        before, after = present[gap[0]], present[gap[0] + 1]
        raise DataError(
            f"{labels}: labels must be consecutive, found {after} after {before} with none between"
        )
    if first > 1:
        raise DataError(f"{labels}: labels must start from 0 or 1, found {first} as the least")
    return first, last


def _check_test_labels(y: np.ndarray, first: int, last: int, labels: Path) -> None:
    outside = np.flatnonzero((y < first) | (y > last))
    if len(outside):
        raise DataError(
            f"{labels}: labels must lie in {first}-{last} as in training, "
            f"found {y[outside[0]]} at position {outside[0]}"
        )
