"""Where a source's name leads: the one door through which data enters.

Responsible for telling names, folders and files apart, for refusing settings that a source has no
use for, and for suggesting a name where none fits. Reading is done by the module of each kind of
source.
"""

import difflib
import os
from pathlib import Path
from typing import Any

from denselab.data.catalog import CATALOG
from denselab.data.download import Progress
from denselab.data.idx_folder import holds_idx, load_idx_folder
from denselab.data.named import load_named
from denselab.data.npz import SUFFIX, load_npz
from denselab.data.raw import RawData
from denselab.data.rules import check_name
from denselab.data.sample import SAMPLE_NAME, load_sample
from denselab.errors import DataNotFoundError, StudyError
from denselab.study import DataSettings

NAMES = (SAMPLE_NAME, *CATALOG)
#: What only one kind of source needs to be told.
_OF_TABLES = ("target", "text", "test", "validation_file", "drop", "header", "encoding")
_OF_IMAGES = ("shape",)


def load(
    source: DataSettings | str | os.PathLike[str] = SAMPLE_NAME,
    *,
    offline: bool = False,
    progress: Progress | None = None,
    **reading: Any,
) -> RawData:
    """Read a labelled set of images, of texts, or of table rows.

    Args:
        source: A name (``"mnist-5k"``, ``"mnist"``, ``"fashion-mnist"``), a folder with the four
            IDX files, a folder of images or of texts with one sub-folder a class, an ``.npz``
            file, or a table (CSV, TSV, Parquet, JSON lines). A name wins over a folder of the
            same name; write ``./mnist`` for the folder. Or all of that as `DataSettings`.
        offline: Never download.
        progress: Called while downloading with the file's name, the bytes so far, and all its
            bytes where the server says so.
        **reading: Settings of `DataSettings` that tell how the source is to be read: of a folder
            of images its ``shape``; of a table its ``target``, ``text``, ``test``,
            ``validation_file``, ``drop``, ``header`` and ``encoding``.

    Returns:
        The data set as its source has it.

    Raises:
        DataNotFoundError: if the source is neither on this machine nor in reach.
        DataError: if what was found breaks a rule; the message names the file.
        StudyError: if a setting is out of its range, or of no use for this source.

    Example:
        >>> load("mnist-5k").x_train.shape
        (5000, 28, 28)
    """
    asked = source
    if not isinstance(asked, DataSettings):
        check_name(Path(asked))
        asked = DataSettings(source=os.fspath(asked), **reading)
    name = asked.source
    if name == SAMPLE_NAME:
        _check_unused(asked, *_OF_IMAGES, *_OF_TABLES)
        return load_sample()
    if name in CATALOG:
        _check_unused(asked, *_OF_IMAGES, *_OF_TABLES)
        return load_named(CATALOG[name], offline=offline, progress=progress)
    path = _path(name)
    return _load_folder(path, asked) if path.is_dir() else _load_file(path, asked)


def _load_folder(path: Path, asked: DataSettings) -> RawData:
    _check_unused(asked, *_OF_TABLES)
    if holds_idx(path):
        _check_unused(asked, *_OF_IMAGES)
        return load_idx_folder(path)
    # What follows takes a while to load.
    from denselab.data.text_folder import holds_texts, load_text_folder

    if holds_texts(path):
        _check_unused(asked, *_OF_IMAGES)
        return load_text_folder(path)
    from denselab.data.image_folder import load_image_folder

    return load_image_folder(path, asked.shape)


def _load_file(path: Path, asked: DataSettings) -> RawData:
    _check_unused(asked, *_OF_IMAGES)
    if path.suffix == SUFFIX:
        _check_unused(asked, *_OF_TABLES)
        return load_npz(path)
    from denselab.data.rows import load_rows

    return load_rows(path, **asked.model_dump(include={*_OF_TABLES}))


def _check_unused(asked: DataSettings, *settings: str) -> None:
    """Refuses settings that say how another kind of source is to be read."""
    usual = DataSettings()
    for name in settings:
        if getattr(asked, name) != getattr(usual, name):
            needed = "a table" if name in _OF_TABLES else "a folder of images"
            raise StudyError(
                f"data.{name}: is for {needed}, and {asked.source} is none; leave it out"
            )


def _path(name: str) -> Path:
    path = Path(name).expanduser()
    if not path.exists():
        raise DataNotFoundError(_unknown(name))
    check_name(path.resolve())  # the data set is called by it
    return path


def _unknown(name: str) -> str:
    close = difflib.get_close_matches(name.lower(), NAMES, n=1, cutoff=0.5)
    hint = f"did you mean {close[0]!r}?" if close else f"the names are {', '.join(NAMES)}"
    return f"{name!r} is neither a data set's name nor a file or folder that exists; {hint}"
