"""Dates, however they are written, against Python's own."""

import datetime
import math

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from denselab.prep.columns.cells import Cells
from denselab.prep.columns.dates import FORMATS, Dates, format_of

moments = st.datetimes(datetime.datetime(1850, 1, 1), datetime.datetime(2150, 1, 1))


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_is_read_as_python_writes_it(form):
    rng = np.random.default_rng(0)
    days = [datetime.datetime(2020, 1, 1) + datetime.timedelta(minutes=int(m))
            for m in rng.integers(0, 10**6, 40)]  # fmt: skip
    texts = [day.strftime(form.replace("%.f", ".%f")) for day in days]
    cells = Cells.of(pl.Series(texts))
    found = format_of(cells, 0.95)
    encoder = Dates.learned(cells, found, 4)
    read = [datetime.datetime.strptime(text, form.replace("%.f", ".%f")) for text in texts]
    since = [(day - datetime.datetime(1970, 1, 1)) / datetime.timedelta(days=1) for day in read]
    assert encoder.days.median == pytest.approx(np.median(since))
    assert encoder.hours == any(day % 1 for day in since)


@given(st.lists(moments, min_size=2, max_size=9, unique_by=lambda day: day.date()))
def test_parts_lie_on_circles(days):
    cells = pl.Series([day.isoformat(" ", "seconds") for day in days])
    encoder = Dates.learned(Cells.of(cells), "%Y-%m-%d %H:%M:%S", 4)
    names = encoder.names("d")
    out = np.empty((len(days), len(names)))
    encoder.encode(cells, out)
    rounds = {
        "month": [(day.month - 1) / 12 for day in days],
        "day": [(day.day - 1) / 31 for day in days],
        "weekday": [day.weekday() / 7 for day in days],
    }
    if encoder.hours:
        rounds["hour"] = [(day.hour * 3600 + day.minute * 60 + day.second) / 86400 for day in days]
    for part, shares in rounds.items():
        for axis, of in (("sine", math.sin), ("cosine", math.cos)):
            expected = [of(2 * math.pi * share) for share in shares]
            np.testing.assert_allclose(out[:, names.index(f"d {part} {axis}")], expected, atol=1e-6)


def test_day_and_month_are_told_apart_where_they_can_be():
    assert format_of(Cells.of(pl.Series(["31/12/2019", "01/02/2020"])), 0.95) == "%d/%m/%Y"
    assert format_of(Cells.of(pl.Series(["12/31/2019", "01/02/2020"])), 0.95) == "%m/%d/%Y"


@pytest.mark.parametrize("cells", [["1.5", "2"], ["a-b-c"], ["12-13-14"], [None], ["2020"]])
def test_other_cells_are_no_dates(cells):
    assert format_of(Cells.of(pl.Series(cells, dtype=pl.String)), 0.95) is None


def test_what_is_no_date_is_missing():
    cells = pl.Series(["2020-01-01", "2020-02-01", "soon", None])
    encoder = Dates.learned(Cells.of(cells), "%Y-%m-%d", 4)
    out = np.empty((4, len(encoder.names("d"))))
    encoder.encode(cells, out)
    assert out[:, -1].tolist() == [0, 0, 1, 1]
    assert np.isfinite(out).all()
    np.testing.assert_array_equal(out[2], out[3])
