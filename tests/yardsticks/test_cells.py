"""Cells of a table as trees read them."""

import numpy as np
import polars as pl
import pytest

from denselab.yardsticks.boosting import Boosting
from denselab.yardsticks.cells import MOST, Cells


def test_what_training_did_not_have_is_not_known():
    train = pl.DataFrame({"n": ["1", " 2.5 "], "c": ["b", "a "], "b": ["yes", "no"]})
    cells = Cells([("n", "number"), ("c", "category"), ("b", "boolean"), ("x", "text")], train)
    assert cells.names == ["n", "c", "b"]
    assert cells.categorical.tolist() == [False, True, True]
    new = pl.DataFrame({"n": ["1e3", "?", None], "c": ["a", "z", None], "b": ["no", "", "yes"]})
    nan = np.nan
    np.testing.assert_array_equal(cells(new), [[1000, 0, 0], [nan, nan, nan], [nan, nan, 1]])


def test_numbers_that_are_written_oddly_are_numbers_or_missing():
    rows = pl.DataFrame({"n": ["-1", "+2", "1e-3", "1,5", "nan", "inf", "0x1"]})
    read = Cells([("n", "number")], rows)(rows)[:, 0]
    np.testing.assert_array_equal(read, [-1, 2, 1e-3, np.nan, np.nan, np.nan, np.nan])


@pytest.mark.parametrize("form", ["%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"])
def test_dates_become_seconds_in_their_order(form):
    times = np.array(["1999-12-31", "2024-02-29", "2024-03-01"], "datetime64[s]")
    rows = pl.DataFrame({"d": [time.strftime(form) for time in times.tolist()]})
    read = Cells([("d", "date")], rows)(rows)[:, 0]
    np.testing.assert_array_equal(read, times.astype(float))


def test_of_too_many_categories_the_rarest_are_not_known():
    names = [f"c{number:04}" for number in range(300)]
    train = pl.DataFrame({"c": names * 2 + names[100:]})
    cells = Cells([("c", "category")], train)
    codes = cells(train)[:, 0]
    assert np.unique(codes[~np.isnan(codes)]).size == MOST
    rare = cells(pl.DataFrame({"c": names[:45]}))
    assert not np.isnan(cells(pl.DataFrame({"c": names[100:]}))).any()
    assert np.isnan(cells(pl.DataFrame({"c": names[55:100]}))).all()
    assert not np.isnan(rare).any()
    y = np.arange(len(codes)) % 2
    Boosting(cells.categorical).fit(codes[:, None], y, 2)  # trees hold so many
