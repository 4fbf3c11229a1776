"""A column of dates to network inputs.

Responsible for how dates are written, and for their parts: the time that has passed is a number,
and what comes round again, as months do, a place on a circle, so that December lies beside January.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from denselab.prep.columns.cells import Cells
from denselab.prep.columns.numbers import Numbers

_DAYS = ("%Y-%m-%d", "%Y/%m/%d", "%d.%m.%Y", "%m/%d/%Y", "%d/%m/%Y", "%d-%m-%Y", "%d %b %Y")
_TIMES = (" %H:%M", " %H:%M:%S", " %H:%M:%S%.f", "T%H:%M", "T%H:%M:%S", "T%H:%M:%S%.f")
#: How dates may be written. Where 03/04/2020 could be both, the month comes first.
FORMATS = (*_DAYS, *(day + time for day in _DAYS for time in _TIMES))
_LOOKED_AT = 1000  # cells, to choose the format
_MICROSECONDS_A_DAY = 86_400_000_000
_LIKE_A_DATE = r"^\d{1,4}[-/. ]\w{1,3}[-/. ]\d{2,4}([T ][0-9:.]+)?Z?$"


@dataclass(frozen=True)
class Dates:
    """How dates are written and encoded, learned from training rows.

    Attributes:
        format: As `strptime` names it.
        days: How the days since 1970, with their fractions, are encoded as numbers.
        hours: Whether there are times other than midnight.
    """

    format: str
    days: Numbers
    hours: bool

    @classmethod
    def learned(cls, cells: Cells, form: str, quantiles: int) -> "Dates":
        """Learn from the cells of training rows, of which at least one is a date."""
        days = days_of(cells.values, form)
        hours = bool((days[np.isfinite(days)] % 1 != 0).any())
        return cls(form, Numbers.of(days, cells.counts, quantiles, cells.n_missing > 0), hours)

    @classmethod
    def of_json(cls, told: dict[str, Any]) -> "Dates":
        """What was told as a dictionary of the attributes."""
        return cls(told["format"], Numbers.of_json(told["days"]), told["hours"])

    def names(self, column: str) -> list[str]:
        """What each input tells."""
        parts = [part for part, _ in _circles(np.zeros(0), self.hours)]
        circles = [f"{column} {part} {axis}" for part in parts for axis in ("sine", "cosine")]
        return [*circles, *self.days.names(column)]

    def fits(self, cells: pl.Series) -> np.ndarray:
        """Which trimmed ``cells`` are dates, ``(n,)`` bool."""
        return np.isfinite(days_of(cells, self.format))

    def encode(self, cells: pl.Series, out: np.ndarray) -> None:
        """Write the inputs for trimmed ``cells`` into ``out``, ``(n, inputs)``."""
        days = days_of(cells, self.format)
        circles = _circles(days, self.hours)
        for at, (_, share) in enumerate(circles):
            angle = 2 * np.pi * share
            out[:, 2 * at] = np.nan_to_num(np.sin(angle))
            out[:, 2 * at + 1] = np.nan_to_num(np.cos(angle))
        self.days.encode_numbers(days, out[:, 2 * len(circles) :])


def format_of(cells: Cells, at_least: float) -> str | None:
    """The format in which most cells are dates, or ``None`` where fewer than a share are.

    Example:
        >>> format_of(Cells.of(pl.Series(["31/12/2019", "01/02/2020"])), 0.95)
        '%d/%m/%Y'
    """
    some, counts = cells.values.head(_LOOKED_AT), cells.counts[:_LOOKED_AT]
    needed = max(1.0, at_least * float(counts.sum()))
    if counts @ some.str.contains(_LIKE_A_DATE).to_numpy() < needed:
        return None  # most columns, found without trying every format
    with_time = ":" in some[0]
    formats = [form for form in FORMATS if (":" in form) == with_time]
    fitting = [float(counts @ np.isfinite(days_of(some, form))) for form in formats]
    best = int(np.argmax(fitting))
    return formats[best] if fitting[best] >= needed else None


def days_of(cells: pl.Series, form: str) -> np.ndarray:
    """``(n,)`` float64: days since 1970, NaN where a cell is no date."""
    times = cells.str.strip_suffix("Z").str.to_datetime(form, time_unit="us", strict=False)
    passed = times.to_physical().cast(pl.Float64).fill_null(np.nan).to_numpy()
    return passed / _MICROSECONDS_A_DAY


def _circles(days: np.ndarray, hours: bool) -> list[tuple[str, np.ndarray]]:
    """What comes round again, each as the share of its round that has passed, ``(n,)``."""
    day = np.nan_to_num(np.floor(days)).astype(np.int64).astype("datetime64[D]")
    month = day.astype("datetime64[M]")
    shares = {
        "month": month.astype(np.int64) % 12 / 12,
        "day": (day - month).astype(np.int64) / 31,
        "weekday": (day.astype(np.int64) + 3) % 7 / 7,  # the first of 1970 was a Thursday
    }
    if hours:
        shares["hour"] = days % 1
    return [(part, np.where(np.isnan(days), np.nan, share)) for part, share in shares.items()]
