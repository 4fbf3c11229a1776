"""What of rows and texts is unlike anything that training had: its treatment, and a note of it."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from denselab.errors import DataError
from denselab.prediction.treated import Treated
from denselab.prep.columns import Columns

_LISTED = 30  # columns


def known_texts(cells: pl.Series, treated: Treated, places: Sequence[str]) -> np.ndarray:
    """The texts in `cells`, ``(n,)`` of `str`: an empty one where there is none.

    Args:
        cells: ``(n,)`` of text.
        treated: Takes note of the empty ones.
        places: Where each text stands, in words.
    """
    texts = np.array(cells.fill_null("").to_list(), object)
    empty = np.array([not text.strip() for text in texts], bool)
    treated.add("empty texts: predicted as texts without a known word", empty, places)
    return texts


def lacking_columns(columns: Columns, names: Sequence[str], where: str) -> list[str]:
    """The columns that the network goes by and that are not among `names`.

    Raises:
        DataError: They are more than half of them, so that this is another table; the message
            begins with `where`.
    """
    used = [column.name for column in columns.schema_ if column.encoder]
    lacking = [name for name in used if name not in names]
    if 2 * len(lacking) > len(used):
        raise DataError(
            f"{where}: must have the columns that the Run learned from, found no {listed(lacking)}"
        )
    return lacking


def note_strays(
    columns: Columns, x: pl.DataFrame, readable: np.ndarray, treated: Treated, places: Sequence[str]
) -> None:
    """Takes note of cells that do not fit their column, see `Columns.strays`.

    Args:
        columns: Fitted.
        x: ``(n, columns)`` of text.
        readable: Which rows count, ``(n,)`` bool.
        treated: Takes the notes.
        places: Where each row stands, in words.
    """
    for column, strays in columns.strays(x):
        which = strays & readable
        if which.any():
            example = x[column.name][int(which.argmax())]
            told = [f"{place}: {example!r}" for place in places]
            treated.add(_stray(column.name, column.found.kind), which, told)


def listed(names: Sequence[str]) -> str:
    """Names for a message."""
    return ", ".join(map(repr, names[:_LISTED]))


def _stray(name: str, kind: str) -> str:
    if kind == "category":
        return f"of {name!r} in no category of its own: counted as rare or unknown"
    pair = "neither of its two values" if kind == "boolean" else f"no {kind}"
    return f"of {name!r} that are {pair}: counted as missing"
