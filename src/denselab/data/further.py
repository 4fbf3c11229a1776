"""Digits that are learned from beside a data set: other hands, and what is no digit.

Responsible for what `DataSettings.also` names. They join the training part alone, so that no figure
about the data set is measured on them.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace

import numpy as np

from denselab.data.bitmaps import Labelled, read_bitmaps
from denselab.data.named import local_folders
from denselab.data.semeion import load_semeion
from denselab.data.splits import Splits
from denselab.errors import StudyError
from denselab.handwriting import DIGITS, NO_DIGIT, SIDE, drawn, glyph, scraps
from denselab.seeds import stream
from denselab.study import Further

STROKES = 2_000  # drawn digits of each class
SCRAPS = 9_000  # images of what is no digit
_OPTDIGITS = "optdigits_orig_tra.npz"


def with_further(splits: Splits, names: Iterable[Further], *, seed: int, offline: bool) -> Splits:
    """A data set of digits with more to learn from.

    Args:
        splits: The data set, of images of 28 x 28 pixels and the classes 0 to 9.
        names: What joins its training part. ``"scraps"`` brings a further class, ``?``.
        seed: The study's seed; what the program draws uses its stream ``"further"``.
        offline: Never download.

    Raises:
        StudyError: The data set has other classes or images.
        DataNotFoundError: A set is neither on this machine nor in reach.
    """
    names = tuple(names)
    _check_digits(splits)
    classes = (*DIGITS, NO_DIGIT) if "scraps" in names else DIGITS
    rng = np.random.default_rng(stream(seed, "further"))
    found = {name: read(rng, offline) for name, read in SOURCES.items() if name in names}
    parts = [(splits.x_train, splits.y_train), *found.values()]
    x, y = (np.concatenate(part) for part in zip(*parts, strict=True))
    also = ", ".join(f"{len(labels):,} of {name}" for name, (_, labels) in found.items())
    origin = f"{splits.origin}; to learn from beside it: {also}"
    return replace(splits, origin=origin, classes=classes, x_train=x, y_train=y)


def _strokes(rng: np.random.Generator, offline: bool) -> Labelled:
    """Digits drawn by the program."""
    x = np.concatenate([drawn(name, STROKES, rng) for name in DIGITS])
    return x, np.repeat(np.arange(10, dtype=np.int32), STROKES)


def _scraps(rng: np.random.Generator, offline: bool) -> Labelled:
    return scraps(SCRAPS, rng), np.full(SCRAPS, len(DIGITS), np.int32)


def _semeion(rng: np.random.Generator, offline: bool) -> Labelled:
    """1,593 digits of about 80 Italian writers."""
    return _as_glyphs(*load_semeion(offline=offline))


def _optdigits(rng: np.random.Generator, offline: bool) -> Labelled:
    """1,934 digits of 30 Turkish writers; where they are not on this machine, the 1,797 of 13
    others, its test part, that scikit-learn carries in a small form."""
    places = (folder / _OPTDIGITS for folder in local_folders("optdigits32"))
    file = next((place for place in places if place.is_file()), None)
    if file is None:
        from sklearn.datasets import load_digits

        x, y = load_digits(return_X_y=True)
        return _as_glyphs(x.reshape(-1, 8, 8), y)
    return _as_glyphs(*read_bitmaps(file))


SOURCES: dict[Further, Callable[[np.random.Generator, bool], Labelled]] = {
    "strokes": _strokes,
    "scraps": _scraps,
    "semeion": _semeion,
    "optdigits": _optdigits,
}


def _as_glyphs(x: np.ndarray, y: np.ndarray) -> Labelled:
    """Bitmaps of any size in MNIST's form."""
    return np.stack([glyph(image / x.max()) for image in x]), y.astype(np.int32)


def _check_digits(splits: Splits) -> None:
    shape = splits.x_train.shape[1:] if splits.kind == "images" else ()
    if splits.classes != DIGITS or shape != (SIDE, SIDE):
        raise StudyError(
            f"data.also: should be left out, because {splits.name} has no images of "
            f"{SIDE}x{SIDE} pixels with the classes 0 to 9"
        )
