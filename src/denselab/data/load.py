"""Where a source's name leads: the one door through which data enters.

Responsible for telling names and folders apart, and for suggesting a name where neither fits.
Reading is done by the module of each kind of source.
"""

import difflib
import os
from pathlib import Path

from denselab.data.catalog import CATALOG
from denselab.data.download import Progress
from denselab.data.idx_folder import holds_idx, load_idx_folder
from denselab.data.named import load_named
from denselab.data.npz import SUFFIX, load_npz
from denselab.data.raw import RawData
from denselab.data.rules import check_name
from denselab.data.sample import SAMPLE_NAME, load_sample
from denselab.errors import DataError, DataNotFoundError, StudyError

NAMES = (SAMPLE_NAME, *CATALOG)


def load(
    source: str | os.PathLike[str] = SAMPLE_NAME,
    *,
    offline: bool = False,
    shape: tuple[int, int] | None = None,
    progress: Progress | None = None,
) -> RawData:
    """Read a labelled set of images.

    Args:
        source: A name (``"mnist-5k"``, ``"mnist"``, ``"fashion-mnist"``), a folder with the four
            IDX files, a folder of images with one sub-folder a class, or an ``.npz`` file. A
            name wins over a folder of the same name; write ``./mnist`` for the folder.
        offline: Never download.
        shape: ``(height, width)`` in pixels for a folder of images; chosen from the images
            where it is ``None``. Other sources have a shape of their own and accept none.
        progress: Called while downloading with the file's name, the bytes so far, and all its
            bytes where the server says so.

    Returns:
        The data set as its source has it; the images are uint8.

    Raises:
        DataNotFoundError: if the source is neither on this machine nor in reach.
        DataError: if what was found breaks a rule; the message names the file.
        StudyError: if ``shape`` is out of its range, or given for a source that has one.

    Example:
        >>> load("mnist-5k").x_train.shape
        (5000, 28, 28)
    """
    name = os.fspath(source)
    path = None if name == SAMPLE_NAME or name in CATALOG else _path(name)
    if path is not None and path.is_dir() and not holds_idx(path):
        from denselab.data.image_folder import load_image_folder  # loading Pillow takes a while

        return load_image_folder(path, shape)
    if shape is not None:
        raise StudyError(f"shape={shape}: {name} has a shape of its own; leave it out")
    if path is not None:
        return load_idx_folder(path) if path.is_dir() else load_npz(path)
    if name == SAMPLE_NAME:
        return load_sample()
    return load_named(CATALOG[name], offline=offline, progress=progress)


def _path(name: str) -> Path:
    path = Path(name).expanduser()
    if not name or not path.exists():
        raise DataNotFoundError(_unknown(name))
    if not path.is_dir() and path.suffix != SUFFIX:
        raise DataError(
            f"{path}: a source must be a name, a folder or an {SUFFIX} file, found another file"
        )
    check_name(path.resolve())  # the data set is called by it
    return path


def _unknown(name: str) -> str:
    close = difflib.get_close_matches(name.lower(), NAMES, n=1, cutoff=0.5)
    hint = f"did you mean {close[0]!r}?" if close else f"the names are {', '.join(NAMES)}"
    return f"{name!r} is neither a data set's name nor a folder that exists; {hint}"
