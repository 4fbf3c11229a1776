"""A folder of texts, one file a text and one sub-folder a class, as IMDB's reviews come.

Responsible for the two layouts, for the encoding, and for naming the file at fault. A text is
left as it stands in its file: what a word is, is :mod:`denselab.prep.words`'s concern.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from denselab.data.class_folders import class_folders, files_in
from denselab.data.raw import RawData
from denselab.data.rules import check_classes
from denselab.errors import DataError

SUFFIX = ".txt"
TRAIN, TEST = "train", "test"
UNLABELLED = "unsup"  # IMDB's folder of reviews without a label, beside those of the classes


def holds_texts(folder: Path) -> bool:
    """Whether the folders of the classes hold mostly texts: more of them than of other files."""
    texts = others = 0
    for place in class_folders(_training_folder(folder)):
        for path in place.iterdir():
            if not path.name.startswith("."):
                is_text = path.suffix.lower() == SUFFIX
                texts, others = texts + is_text, others + (not is_text)
    return texts > others


def load_text_folder(folder: Path) -> RawData:
    """Read every ``.txt`` file of ``train/<class>/`` and ``test/<class>/``, or of ``<class>/``.

    The names of the training part's sub-folders, sorted, are the classes. Passed over are
    hidden files, files without that suffix, files that lie in no class, what lies beside
    ``train`` and ``test``, and ``unsup`` among their classes, where IMDB keeps reviews without
    a label.

    Args:
        folder: Holds one sub-folder a class, or ``train`` and perhaps ``test`` that do. The files
            are UTF-8; a byte order mark at the start is dropped.

    Returns:
        The texts, ``(n,)`` ``str`` objects, class by class and in the order of the files' names.

    Raises:
        DataError: if there is nothing to learn from, a class occurs in the test part alone, or
            a file cannot be read.
    """
    train = _read(_training_folder(folder))
    has_test = train.folder != folder and (folder / TEST).is_dir()
    check_classes(train.y, train.classes, has_test=has_test, where=train.folder)
    test = _read(folder / TEST, train.classes) if has_test else None
    return RawData(
        name=folder.resolve().name,
        origin=f"texts in {folder}",
        classes=train.classes,
        x_train=train.x,
        y_train=train.y,
        x_test=test.x if test else None,
        y_test=test.y if test else None,
    )


@dataclass(frozen=True)
class _Part:
    """One part: texts ``x`` (n,) and labels ``y`` (n,), each an index into ``classes``."""

    folder: Path
    classes: tuple[str, ...]
    x: np.ndarray
    y: np.ndarray


def _training_folder(folder: Path) -> Path:
    """``train`` where it holds folders of classes, else the folder itself."""
    train = folder / TRAIN
    return train if train.is_dir() and class_folders(train) else folder


def _read(folder: Path, known: tuple[str, ...] | None = None) -> _Part:
    """The part that lies in ``folder``; where classes are ``known``, it must have no others."""
    places = class_folders(folder)
    if folder.name in (TRAIN, TEST):
        places = [place for place in places if place.name != UNLABELLED]
    files = {place.name: files_in(place, {SUFFIX}) for place in places}
    classes = known or tuple(files)
    strange = next((name for name in files if name not in classes), None)
    if strange is not None:
        raise DataError(f"{folder / strange}: a class must have training texts, found none")
    texts = [_read_text(path) for paths in files.values() for path in paths]
    if not texts:
        raise DataError(f"{folder}: needs one sub-folder of {SUFFIX} files a class, found no text")
    labels = [classes.index(name) for name in files]
    y = np.repeat(np.array(labels, np.int32), [len(paths) for paths in files.values()])
    return _Part(folder, classes, np.array(texts, dtype=object), y)


def _read_text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise DataError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise DataError(
            f"{path}: a text must be UTF-8, found the byte 0x{error.object[error.start]:02x} "
            f"after {error.start} others; save it as UTF-8"
        ) from error
