"""What the names and labels of every source must obey before anything is learned from them."""

import unicodedata
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from denselab.errors import DataError

# Control characters, line separators, and what bytes that are no UTF-8 are read as.
_UNWRITABLE = ("Cc", "Zl", "Zp", "Cs")
_NO_CHARACTERS = "\ufffe\uffff"  # XML knows none of them


def check_name(place: Path) -> None:
    """Refuse a folder or file whose name cannot be written on a terminal, in XML and in UTF-8.

    Raises:
        DataError: naming the place and the character.
    """
    _check_writable(place.name, f"{str(place)!r}: its name")


def check_names(names: Sequence[str], where: Path | str) -> None:
    """Refuse names of classes or columns that cannot be written in the same places.

    Raises:
        DataError: naming ``where``, the name and the character.
    """
    for name in names:
        _check_writable(name, f"{where}: the name {name[:40]!r}")


def _check_writable(name: str, what: str) -> None:
    for character in name:
        if unicodedata.category(character) in _UNWRITABLE or character in _NO_CHARACTERS:
            raise DataError(
                f"{what} must be text in UTF-8 without control characters, found {character!r}; "
                "rename it"
            )


def check_classes(
    y: np.ndarray, classes: Sequence[str], *, has_test: bool, where: Path | str
) -> None:
    """Refuse training labels with one class only, or too few examples of a class.

    Args:
        y: Training labels, ``(n,)`` and at least one, each an index into ``classes``.
        classes: The names of the classes.
        has_test: Whether the source has a test set of its own. Where it has none, every class
            must also give an example to the test part.
        where: The file or folder that errors name.

    Raises:
        DataError: naming ``where``, the rule and the class.
    """
    counts = np.bincount(y, minlength=len(classes))
    present = np.flatnonzero(counts)
    if len(present) < 2:
        raise DataError(
            f"{where}: at least two classes are needed, found only {classes[present[0]]!r}"
        )
    least, parts = (2, "training, validation") if has_test else (3, "training, validation, test")
    scarce = int(counts.argmin())
    if counts[scarce] < least:
        raise DataError(
            f"{where}: every class needs at least {least} examples (one each for {parts}), "
            f"found {counts[scarce]} of class {classes[scarce]!r}"
        )
