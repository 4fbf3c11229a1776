"""Looking at the columns of a table: what is in each, and what a careful reader should know.

Responsible for numbers, ready for JSON; the report draws them. Only training rows are looked at.
"""

import os
import shlex
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import polars as pl

from denselab.data.missing import known
from denselab.look.telling import telling
from denselab.look.warnings import Warned
from denselab.prep.columns.cells import Cells, numbers
from denselab.prep.columns.dates import days_of, format_of
from denselab.prep.columns.kinds import Found, find_kind
from denselab.prep.columns.numbers import edges
from denselab.study import ColumnKind

BARS = 20  # of a histogram
_TOP = 10  # categories
_BINS = 20  # by which a column predicts
_LONGEST = 60  # characters of an example
_OUTLYING = (0.5, 99.5)  # percentiles beyond which numbers join the outer bars
_MUCH_MISSING = 0.5  # the share of rows
# Areas under the ROC curve. Honest columns reach 0.78 in `adult`, 0.76 in `titanic`, 0.89 in
# `penguins`, each with others close behind; a call's duration, which nobody knows before the call,
# 0.82 in `bank`, where the next has 0.66; a review's rating 1.00 in `imdb`.
_CHANCE = 0.5
_TOO_GOOD = 0.97
_STRONG = 0.25  # above chance
_FAR_BETTER = 1.5  # times as far above chance as the next


def column_facts(
    x_train: pl.DataFrame,
    y_train: np.ndarray,
    classes: Sequence[str],
    kinds: Mapping[str, ColumnKind] | None = None,
) -> tuple[list[dict[str, Any]], list[Warned]]:
    """The facts of every column of the training rows.

    Args:
        x_train: ``(n, columns)`` of text, null where a cell is empty.
        y_train: Labels, ``(n,)``.
        classes: Their names.
        kinds: The kinds that a study has given to columns.

    Returns:
        For each column: ``name``, ``kind``, ``given`` (whether a study gave
        the kind), ``missing`` (a share), ``distinct``, ``examples``, ``stray`` and ``n_stray``
        (cells of another type than most); for numbers and dates ``min``, ``median``, ``max``,
        else ``top``, the most frequent cells with their shares; ``histogram``, ``{"edges",
        "counts"}``, of numbers and dates, whose outer bars hold what lies beyond; ``telling``, see
        :func:`denselab.look.telling.telling`, or ``None`` for a column that is left out.
        And the warnings.

    Example:
        >>> x = pl.DataFrame({"age": ["36", "41", None] * 20, "planet": ["earth"] * 60})
        >>> facts, warned = column_facts(x, np.arange(60) % 2, ["no", "yes"])
        >>> [(column["name"], column["kind"]) for column in facts]
        [('age', 'number'), ('planet', 'constant')]
        >>> warned
        [('constant', "The same in every training row, and left out: 'planet'.")]
    """

    def of(column: pl.Series) -> dict[str, Any]:
        return _facts(column, y_train, len(classes), (kinds or {}).get(column.name))

    with ThreadPoolExecutor(os.cpu_count()) as threads:
        facts = list(threads.map(of, x_train.select(known(pl.all())).get_columns()))
    return facts, list(_warnings(facts))


def _facts(
    column: pl.Series, y: np.ndarray, n_classes: int, given: ColumnKind | None
) -> dict[str, Any]:
    cells = Cells.counted(column)
    found = Found(given) if given else find_kind(column, cells)
    values = _values(column, cells, found.kind)
    facts = {
        "name": column.name,
        "kind": found.kind,
        "given": given is not None,
        "missing": cells.n_missing / max(1, len(column)),
        "distinct": len(cells.values),
        "examples": [_short(cell) for cell in cells.values.head(3)],
        "stray": found.stray and _short(found.stray),
        "n_stray": found.n_stray,
        **(_top(cells) if values is None else _spread(values, found.kind)),
        "telling": None,
    }
    if found.kind in ("number", "date", "category", "boolean"):
        facts["telling"] = telling(_bins(column, cells, values), y, n_classes)
    return facts


def _values(column: pl.Series, cells: Cells, kind: ColumnKind) -> np.ndarray | None:
    """``(n,)`` the cells as numbers or days, NaN where there is none; ``None`` for other kinds."""
    if kind == "number":
        return numbers(column)
    form = format_of(cells, 0.5) if kind == "date" else None
    return days_of(column, form) if form else None


def _top(cells: Cells) -> dict[str, Any]:
    shares = cells.counts / max(1, cells.n + cells.n_missing)
    top = zip(cells.values.head(_TOP), shares[:_TOP].tolist(), strict=True)
    return {"top": [[_short(cell), share] for cell, share in top], "histogram": None}


def _spread(values: np.ndarray, kind: ColumnKind) -> dict[str, Any]:
    present = values[np.isfinite(values)]
    if not len(present):
        return {"min": None, "median": None, "max": None, "histogram": None}
    low, high = np.percentile(present, _OUTLYING)
    ends = np.linspace(low, high if high > low else low + 1, BARS + 1)
    counts = np.histogram(np.clip(present, ends[0], ends[-1]), ends)[0]
    tell = _day if kind == "date" else float
    return {
        "min": tell(present.min()),
        "median": tell(np.median(present)),
        "max": tell(present.max()),
        "histogram": {"edges": [tell(end) for end in ends], "counts": counts.tolist()},
    }


def _day(days: float) -> str:
    return str(np.datetime64(int(np.floor(days)), "D"))


def _bins(column: pl.Series, cells: Cells, values: np.ndarray | None) -> np.ndarray:
    """``(n,)`` each cell's bin: of numbers by quantiles, else one a category; 0 where missing."""
    if values is None:
        names = cells.values.head(_BINS * 5).to_list()
        codes = column.cast(pl.Enum(names), strict=False).to_physical().cast(pl.Int64)
        bins = codes.fill_null(len(names)).to_numpy() + 1  # those that are rare share the last
        return np.where(column.is_null().to_numpy(), 0, bins)
    present = np.isfinite(values)
    different, counts = np.unique(values[present], return_counts=True)
    ends = edges(different, counts, _BINS) if len(different) else np.zeros(1)
    return np.where(present, np.searchsorted(ends, values, side="right") + 1, 0)


def _short(cell: str) -> str:
    return cell if len(cell) <= _LONGEST else cell[: _LONGEST - 1] + "…"


def _warnings(facts: list[dict[str, Any]]) -> Iterator[Warned]:
    """Each ``(kind, sentence)`` that a careful reader should know before training."""
    yield from _suspicions([column for column in facts if column["telling"]])
    yield from _left_out(facts)
    for column in facts:
        if column["n_stray"]:
            yield "mixed_types", _mixed(column)
    sparse = [
        f"{column['name']!r} ({column['missing']:.0%})"
        for column in facts
        if column["missing"] >= _MUCH_MISSING and column["kind"] != "constant"
    ]
    if sparse:
        yield "missing", f"Mostly without a value: {', '.join(sparse)}."


def _suspicions(facts: list[dict[str, Any]]) -> Iterator[Warned]:
    """Columns that predict too well to be believed, and one that does so better than all others."""
    for column in facts:
        if column["telling"]["auc"] >= _TOO_GOOD:
            yield (
                "telling",
                f"{column['name']!r} alone tells the classes apart almost without error "
                f"(AUC {column['telling']['auc']:.3f} on left-out training rows): if it is known "
                f"only after the class is, leave it out: --drop {shlex.quote(column['name'])}.",
            )
    ranked = sorted(facts, key=lambda column: column["telling"]["auc"], reverse=True)[:2]
    if len(ranked) == 2 and _stands_out(*(column["telling"]["auc"] for column in ranked)):
        best, second = ranked
        yield (
            "stands_out",
            f"{best['name']!r} alone tells the classes apart far better than any other column "
            f"(AUC {best['telling']['auc']:.2f}, next {second['name']!r} with "
            f"{second['telling']['auc']:.2f}): make sure that it is known when a prediction is "
            f"asked for, else leave it out: --drop {shlex.quote(best['name'])}.",
        )


def _stands_out(best: float, second: float) -> bool:
    above, next_above = best - _CHANCE, max(0.0, second - _CHANCE)
    return best < _TOO_GOOD and above >= _STRONG and above >= _FAR_BETTER * next_above


def _left_out(facts: list[dict[str, Any]]) -> Iterator[Warned]:
    sentences: dict[str, str] = {
        "identifier": "Different in every row, as names of rows are, and left out: {}.",
        "constant": "The same in every training row, and left out: {}.",
        "text": "Free text, and left out: {}; --text COLUMN explores one instead.",
    }
    for kind, sentence in sentences.items():
        names = [repr(column["name"]) for column in facts if column["kind"] == kind]
        if names:
            yield kind, sentence.format(", ".join(names))


def _mixed(column: dict[str, Any]) -> str:
    n, name, stray = column["n_stray"], column["name"], column["stray"]
    rows = f"{n} training rows" if n > 1 else "one training row"
    if column["kind"] == "category":
        return f"{name!r} mixes types, {stray!r} and the like in {rows}: all of it are categories."
    return (
        f"{name!r} holds {column['kind']}s, but something else, such as {stray!r}, in {rows}, "
        "which counts as missing."
    )
