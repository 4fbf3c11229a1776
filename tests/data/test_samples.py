"""Samples of every kind: which they are, and which are equal."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from denselab.data.samples import NOUNS, digests, kind_of

# No cell of a file holds the control characters that keep cells apart.
cells = st.none() | st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), min_size=1)
tables = st.integers(1, 3).flatmap(
    lambda width: st.lists(st.tuples(*[cells] * width), min_size=1, max_size=9)
)


@pytest.mark.parametrize(
    ("x", "kind"),
    [
        (np.zeros((2, 3, 3), np.uint8), "images"),
        (np.array(["a", ""], object), "texts"),
        (pl.DataFrame({"a": ["1", None]}), "table"),
    ],
)
def test_each_kind_is_told_from_the_others(x, kind):
    assert kind_of(x) == kind
    assert kind in NOUNS
    assert digests(x).shape == (2,)
    assert digests(x).dtype == np.uint64


@given(tables)
def test_rows_have_equal_digests_where_they_are_equal_and_nowhere_else(rows):
    names = [f"column_{number}" for number in range(len(rows[0]))]
    found = digests(pl.DataFrame(rows, dict.fromkeys(names, pl.String), orient="row"))
    assert_same_classes(found, rows)


@given(st.lists(st.text(), min_size=1, max_size=9))
def test_texts_have_equal_digests_where_they_are_equal_and_nowhere_else(texts):
    assert_same_classes(digests(np.array(texts, object)), texts)


def test_a_missing_cell_is_another_than_an_empty_one_or_its_neighbour():
    rows = [("ab", "c"), ("a", "bc"), (None, "abc"), ("abc", None), ("", "abc")]
    table = pl.DataFrame(rows, {"a": pl.String, "b": pl.String}, orient="row")
    assert len(set(digests(table).tolist())) == len(rows)


def assert_same_classes(found, samples):
    pairs = [(i, j) for i in range(len(samples)) for j in range(i)]
    assert [found[i] == found[j] for i, j in pairs] == [samples[i] == samples[j] for i, j in pairs]
