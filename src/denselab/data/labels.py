"""The column of a table that is to be predicted: its classes, and each row's label.

Responsible for what may be a class at all. Reads no file.
"""

import difflib
from collections.abc import Sequence

import numpy as np
import polars as pl

from denselab.data.missing import known
from denselab.data.rules import check_names
from denselab.errors import DataError

_MOST = 500  # classes
_MOST_NUMBERS = 100  # whole numbers that still are names of classes rather than amounts


def classes_of(target: pl.Series, where: str) -> tuple[str, ...]:
    """The classes among the cells of a target: in their order where they are numbers, else by name.

    Args:
        target: ``(n,)`` of text.
        where: What errors begin with.

    Raises:
        DataError: if a cell is missing, the cells are amounts, or there are too many classes.

    Example:
        >>> classes_of(pl.Series(["10", "9", "9"]), "wine.csv")
        ('9', '10')
    """
    found = _known(target, where).unique()
    numbers = found.cast(pl.Float64, strict=False)
    if numbers.null_count():
        classes = found.sort().to_list()
    else:
        _check_whole(numbers, where)
        classes = found.gather(numbers.arg_sort()).to_list()
    if len(classes) > _MOST:
        raise DataError(f"{where}: may have at most {_MOST} classes, found {len(classes)}")
    check_names(classes, where)
    return tuple(classes)


def labels_of(target: pl.Series, classes: Sequence[str], where: str) -> np.ndarray:
    """Each row's index into ``classes``, ``(n,)`` int32.

    Raises:
        DataError: if a cell is missing or no class.
    """
    cells = _known(target, where)
    unknown = ~cells.is_in(list(classes))
    if unknown.any():
        at = int(unknown.arg_max() or 0)
        close = difflib.get_close_matches(cells[at], classes, n=1)
        hint = f"the nearest is {close[0]!r}" if close else f"they are {_listed(classes)}"
        raise DataError(
            f"{where}: must be one of the training rows' {len(classes)} classes, found "
            f"{cells[at]!r} in row {at + 1}; {hint}"
        )
    return cells.cast(pl.Enum(list(classes))).to_physical().to_numpy().astype(np.int32)


def _known(target: pl.Series, where: str) -> pl.Series:
    cells = target.to_frame("target").select(known(pl.col("target"))).to_series()
    missing = cells.is_null()
    if missing.any():
        first = int(missing.arg_max() or 0) + 1
        raise DataError(
            f"{where}: every row needs a class, found none in row {first} ({missing.sum()} of "
            f"{len(cells)} rows in all); leave such rows out"
        )
    return cells


def _check_whole(numbers: pl.Series, where: str) -> None:
    fraction = numbers.filter(numbers % 1 != 0)
    if len(fraction):
        found = f"fractions such as {fraction[0]:g}"
    elif len(numbers) > _MOST_NUMBERS:
        found = f"{len(numbers)} different numbers"
    else:
        return
    raise DataError(
        f"{where}: holds {found}: an amount, and denselab predicts classes; "
        "make classes of it first, for example ranges"
    )


def _listed(classes: Sequence[str]) -> str:
    return ", ".join(map(repr, classes[:5])) + (", …" if len(classes) > 5 else "")
