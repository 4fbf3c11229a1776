"""What every source's labels must obey before anything can be learned from them."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from denselab.errors import DataError


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
