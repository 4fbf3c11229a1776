"""Labelled bitmaps in a ``.npz`` file, of sets of digits that are only learned from.

Unlike `npz`, asks for nothing that a data set needs to be divided. Nothing is unpickled.
"""

from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from denselab.errors import DataError
from denselab.files import read_arrays

Labelled = tuple[np.ndarray, np.ndarray]


def read_bitmaps(file: Path) -> Labelled:
    """The arrays ``x``, images ``(n, height, width)``, and ``y``, their labels ``(n,)`` int32.

    Raises:
        DataError: There are none.
    """
    try:
        arrays = read_arrays(file)
        return arrays["x"], arrays["y"].astype(np.int32)
    except (OSError, ValueError, KeyError, BadZipFile) as error:
        raise DataError(f"{file}: cannot be read as images and labels: {error}") from error
