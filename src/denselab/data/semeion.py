"""Semeion handwritten digits (UCI, CC BY 4.0): about 80 Italian writers, 16 x 16 pixels.

Responsible for finding them, as arrays or as UCI's text file on this machine, or else on UCI's
server, and for checking what was found: no checksum of the file is published, but what each line
has to be is known.
"""

import warnings
from pathlib import Path

import numpy as np

from denselab.data.bitmaps import Labelled, read_bitmaps
from denselab.data.download import DownloadError, fetch
from denselab.data.named import cache_folder, keep, local_folders
from denselab.errors import DataError, DataNotFoundError

NAME = "semeion"
ARRAYS, FILE = "semeion.npz", "semeion.data"
MIRRORS = ("https://archive.ics.uci.edu/ml/machine-learning-databases/semeion/",)
SIDE = 16
LARGEST = 8 * 2**20  # bytes; the file has 3 MB
FEWEST = 1_500  # lines; the file has 1,593, copies of it a few less


def load_semeion(*, offline: bool = False) -> Labelled:
    """The bitmaps and what they say.

    Args:
        offline: Never download.

    Returns:
        ``(n, 16, 16)`` uint8, 0 or 1, and ``(n,)`` int32 from 0 to 9.

    Raises:
        DataNotFoundError: They are neither on this machine nor in reach.
        DataError: What was found is something else.
    """
    for folder in local_folders(NAME):
        if (folder / ARRAYS).is_file():
            x, y = read_bitmaps(folder / ARRAYS)
            return (x > 0).astype(np.uint8), y
        if (folder / FILE).is_file():
            return parse((folder / FILE).read_bytes(), folder / FILE)
    return _downloaded(offline)


def parse(content: bytes, where: Path | str) -> Labelled:
    """The digits in UCI's file: a line has 256 pixels, 0 or 1, and ten places, one of them 1.

    Raises:
        DataError: It is something else.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # NumPy's about an empty file
            table = np.loadtxt(content.decode("ascii").splitlines(), ndmin=2)
    except ValueError as error:
        raise DataError(f"{where}: must be a table of numbers: {error}") from error
    pixels, places = table[:, : SIDE**2], table[:, SIDE**2 :]
    right = table.shape[1:] == (SIDE**2 + 10,) and np.isin(table, (0, 1)).all()
    if len(table) < FEWEST or not right or not (places.sum(axis=1) == 1).all():
        raise DataError(
            f"{where}: must have a line a digit, {SIDE**2} pixels of 0 or 1 and ten places of "
            f"which one is 1, found {table.shape[0]} lines of {table.shape[1]} numbers"
        )
    images = pixels.reshape(-1, SIDE, SIDE).astype(np.uint8)
    return images, places.argmax(axis=1).astype(np.int32)


def _downloaded(offline: bool) -> Labelled:
    place = cache_folder(NAME) / FILE
    why = "and downloading is switched off"
    if not offline:
        try:
            (found, content), _ = fetch(FILE, MIRRORS, _checked, largest=LARGEST)
        except DownloadError as error:
            why = f"and UCI does not serve it ({error})"
        else:
            keep(content, place)
            return found
    raise DataNotFoundError(f"{NAME}: not on this machine, {why}; put {FILE} into {place.parent}")


def _checked(content: bytes) -> tuple[Labelled, bytes]:
    return parse(content, FILE), content
