"""What kind of column a column is, found from its training rows.

Responsible for the rules by which kinds are told apart; a study may overrule them. They look at
what the cells are, not at how well they predict.
"""

import re
from dataclasses import dataclass
from typing import get_args

import numpy as np
import polars as pl

from denselab.prep.columns.booleans import Booleans
from denselab.prep.columns.cells import Cells, numbers, trimmed
from denselab.prep.columns.dates import days_of, format_of
from denselab.study import ColumnKind

KINDS: tuple[ColumnKind, ...] = get_args(ColumnKind)

#: The share of known cells that must be numbers, or dates; the rest then counts as missing.
MOSTLY = 0.95
_UNIQUE = 0.95  # the share of cells that differ, from which on they name their row
_FEW_ROWS = 20  # with which nothing can be told from all being different
_WORDS = 3.0  # a cell, on average, from which on unique cells are texts
_MANY_WORDS = 6.0  # from which on it is enough that half of them differ
_CALLED_A_KEY = re.compile(
    r"(^|[^a-z])(id|uuid|guid|key|index|idx)$|[a-z]I[dD]$|^(ID|Id|Key|Index)$"
)


@dataclass(frozen=True)
class Found:
    """The kind of a column, and what does not fit it.

    Attributes:
        kind: See `ColumnKind`.
        stray: A cell of another type than most, as an example; ``None`` where there is none.
        n_stray: How many training rows have one.
    """

    kind: ColumnKind
    stray: str | None = None
    n_stray: int = 0


def find_kind(column: pl.Series, cells: Cells) -> Found:
    """Find the kind of a column of text.

    Args:
        column: ``(n,)`` the cells of the training rows, in the order of their file.
        cells: The same, counted.

    Example:
        >>> ages = pl.Series("age", ["36", "41", "?"])
        >>> find_kind(ages, Cells.of(ages))
        Found(kind='number', stray=None, n_stray=0)
    """
    if len(cells.values) + (cells.n_missing > 0) <= 1:
        return Found("constant")
    if Booleans.learned(cells):
        return Found("boolean")
    is_number = np.isfinite(cells.numbers)
    share = _share(cells, is_number)
    if share >= MOSTLY:
        kind: ColumnKind = "identifier" if _numbers_name_rows(column, cells) else "number"
        return _with_strays(kind, cells, ~is_number)
    form = format_of(cells, MOSTLY)
    if form:
        return _with_strays("date", cells, np.isnan(days_of(cells.values, form)))
    kind = _kind_of_words(cells)
    mixed = kind == "category" and share > 1 - MOSTLY
    return (
        _with_strays(kind, cells, is_number if share <= 0.5 else ~is_number)
        if mixed
        else Found(kind)
    )


def _share(cells: Cells, some: np.ndarray) -> float:
    return float(cells.counts[some].sum() / max(1, cells.n))


def _with_strays(kind: ColumnKind, cells: Cells, stray: np.ndarray) -> Found:
    if not stray.any():
        return Found(kind)
    return Found(kind, cells.values[int(np.argmax(stray))], int(cells.counts[stray].sum()))


def _numbers_name_rows(column: pl.Series, cells: Cells) -> bool:
    """Whether whole numbers, all different, are called so, count the rows, or are their keys."""
    values = cells.numbers[np.isfinite(cells.numbers)]
    if not _differ(cells) or (values % 1 != 0).any():
        return False
    in_order = numbers(trimmed(column))
    steps = np.diff(in_order[np.isfinite(in_order)])
    dense = np.ptp(values) < 2 * len(values)
    return bool(dense or (steps > 0).all() or _CALLED_A_KEY.search(column.name))


def _kind_of_words(cells: Cells) -> ColumnKind:
    words = cells.values.str.count_matches(r"\S+").to_numpy()
    mean = float(np.average(words, weights=cells.counts)) if len(words) else 0.0
    if _differ(cells):
        return "text" if mean >= _WORDS else "identifier"
    return "text" if mean >= _MANY_WORDS and len(cells.values) >= cells.n / 2 else "category"


def _differ(cells: Cells) -> bool:
    return cells.n >= _FEW_ROWS and len(cells.values) >= _UNIQUE * cells.n
