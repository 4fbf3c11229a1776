"""A data set in one ``.npz`` file, the format in which NumPy keeps several arrays.

Responsible for the names, types and sizes of the arrays: ``x`` and ``y``, or ``x_train``,
``y_train`` and, with a test set of its own, ``x_test`` and ``y_test``, as Keras' data sets come.
Nothing in the file is unpickled.
"""

import zipfile
from pathlib import Path

import numpy as np

from denselab.data.raw import RawData
from denselab.data.rules import check_classes
from denselab.errors import DataError

SUFFIX = ".npz"
# Bytes that all arrays may have together, so that a small file cannot unpack into all of memory.
LARGEST = 2**30


def load_npz(file: Path) -> RawData:
    """The data set in ``file``: images ``(n, height, width)`` uint8, labels whole numbers ``(n,)``.

    The classes are the numbers that occur among the training labels, in their order.

    Raises:
        DataError: if the file cannot be read, or an array is missing or breaks a rule.
    """
    arrays = _read(file)
    names = ("x", "y") if "x" in arrays else ("x_train", "y_train")
    x, y = _pair(arrays, *names, file)
    labels, y_train = np.unique(y, return_inverse=True)
    has_test = "x_test" in arrays
    classes = tuple(str(label) for label in labels)
    check_classes(y_train, classes, has_test=has_test, where=file)
    x_test, y_test = _test_part(arrays, x, labels, file) if has_test else (None, None)
    return RawData(
        name=file.stem,
        origin=f"arrays in {file}",
        classes=classes,
        x_train=x,
        y_train=y_train.astype(np.int32),
        x_test=x_test,
        y_test=y_test,
    )


def _read(file: Path) -> dict[str, np.ndarray]:
    try:
        with zipfile.ZipFile(file) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
        if size > LARGEST:
            raise DataError(f"{file}: may unpack to at most {LARGEST} bytes, found {size}")
        with np.load(file, allow_pickle=False) as arrays:
            return {name: arrays[name] for name in arrays.files}
    except DataError:
        raise
    except Exception as error:  # damaged bytes may raise anything
        raise DataError(f"{file}: cannot be read as arrays of numbers: {error}") from error


def _pair(
    arrays: dict[str, np.ndarray], images: str, labels: str, file: Path
) -> tuple[np.ndarray, np.ndarray]:
    for name in (images, labels):
        if name not in arrays:
            raise DataError(f"{file}: needs an array {name}, found {', '.join(arrays) or 'none'}")
    x, y = arrays[images], arrays[labels]
    if x.ndim != 3 or x.dtype != np.uint8 or x.size == 0:
        raise DataError(
            f"{file}: {images} must be (n, height, width) uint8 and not empty, "
            f"found {x.shape} {x.dtype}"
        )
    if y.shape != (len(x),) or y.dtype.kind not in "iu":
        raise DataError(
            f"{file}: {labels} must be ({len(x)},) whole numbers, one an image, "
            f"found {y.shape} {y.dtype}"
        )
    return x, y


def _test_part(
    arrays: dict[str, np.ndarray], x_train: np.ndarray, labels: np.ndarray, file: Path
) -> tuple[np.ndarray, np.ndarray]:
    """The test images and, as indices into ``labels``, their classes."""
    x, y = _pair(arrays, "x_test", "y_test", file)
    if x.shape[1:] != x_train.shape[1:]:
        raise DataError(
            f"{file}: test images must have the training images' size {x_train.shape[1:]}, "
            f"found {x.shape[1:]}"
        )
    unknown = np.setdiff1d(y, labels)
    if len(unknown):
        raise DataError(f"{file}: y_test has the label {unknown[0]}, which y_train has not")
    return x, np.searchsorted(labels, y).astype(np.int32)
