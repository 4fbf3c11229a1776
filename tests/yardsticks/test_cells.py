"""Cells of a table as trees read them."""

import numpy as np
import polars as pl
import pytest

from denselab.prep.columns import Columns
from denselab.yardsticks.boosting import Boosting
from denselab.yardsticks.cells import MOST, Cells

NAN = np.nan


def cells(train, **kinds):
    return Cells(Columns(kinds).fit(train).schema_, train)


def test_what_training_did_not_have_is_not_known():
    train = pl.DataFrame(
        {"n": ["1", " 2.5 "], "c": ["b", "a "], "b": ["yes", "no"], "x": ["so", "it"]}
    )
    read = cells(train, n="number", c="category", b="boolean", x="text")
    assert read.names == ["n", "c", "b"]
    assert read.categorical.tolist() == [False, True, True]
    new = pl.DataFrame({"n": ["1e3", "?", None], "c": ["a", "z", None], "b": ["no", "", "yes"]})
    np.testing.assert_array_equal(read(new), [[1000, 0, 0], [NAN, NAN, NAN], [NAN, NAN, 1]])


def test_numbers_that_are_written_oddly_are_numbers_or_missing():
    rows = pl.DataFrame({"n": ["-1", "+2", "1e-3", "1,5", "nan", "inf", "0x1"]})
    read = cells(rows, n="number")(rows)[:, 0]
    np.testing.assert_array_equal(read, [-1, 2, 1e-3, NAN, NAN, NAN, NAN])


@pytest.mark.parametrize("form", ["%Y-%m-%d", "%d.%m.%Y", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"])
def test_dates_become_days_in_their_order(form):
    times = np.array(["1999-12-31", "2024-02-29", "2024-03-01"], "datetime64[s]")
    rows = pl.DataFrame({"d": [time.strftime(form) for time in times.tolist()]})
    read = cells(rows, d="date")(rows)[:, 0]
    np.testing.assert_array_equal(read, times.astype("datetime64[D]").astype(float))


def test_of_too_many_categories_the_rarest_are_not_known():
    names = [f"c{number:04}" for number in range(300)]
    train = pl.DataFrame({"c": names * 2 + names[100:]})
    read = cells(train, c="category")
    codes = read(train)[:, 0]
    assert np.unique(codes[~np.isnan(codes)]).size == MOST
    assert not np.isnan(read(pl.DataFrame({"c": names[:55] + names[100:]}))).any()
    assert np.isnan(read(pl.DataFrame({"c": names[55:100]}))).all()
    y = np.arange(len(codes)) % 2
    Boosting(read.categorical).fit(codes[:, None], y, 2)  # trees hold so many
