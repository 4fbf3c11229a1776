"""Categories, and pairs of yes and no, against scikit-learn."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.preprocessing import OneHotEncoder

from denselab.prep.columns.booleans import PAIRS, Booleans
from denselab.prep.columns.categories import Categories
from denselab.prep.columns.cells import Cells

words = st.sampled_from([*"abcdef", "ü x", "<b>"])


def encoded(encoder, cells):
    out = np.full((len(cells), len(encoder.names("x"))), np.nan)
    encoder.encode(pl.Series(cells, dtype=pl.String), out)
    return out


@given(train=st.lists(words, min_size=1), new=st.lists(words), rare=st.integers(1, 4))
def test_inputs_are_those_of_scikit_learn(train, new, rare):
    encoder = Categories.learned(Cells.of(pl.Series(train)), rare, most=100)
    unknown = "infrequent_if_exist"
    oracle = OneHotEncoder(min_frequency=rare, handle_unknown=unknown, sparse_output=False)
    oracle.fit(np.array(train)[:, None])
    assert len(encoder.names("x")) == len(oracle.get_feature_names_out())
    names = [f"x0_{name}" for name in encoder.kept]
    names += ["x0_infrequent_sklearn"] if encoder.rare else []
    order = [list(oracle.get_feature_names_out()).index(name) for name in names]
    expected = oracle.transform(np.array([*train, *new])[:, None])[:, order]
    np.testing.assert_array_equal(encoded(encoder, [*train, *new]), expected)


def test_no_more_than_the_most_frequent_are_kept():
    encoder = Categories.learned(Cells.of(pl.Series([*"aaabbcd"])), rare=1, most=2)
    assert encoder.names("x") == ["x = a", "x = b", "x rare"]


def test_unknown_and_missing_cells():
    both = Categories.learned(Cells.of(pl.Series(["a", "a", "b", None])), rare=2, most=9)
    assert encoded(both, ["a", "b", "new", None]).tolist() == [
        [1, 0, 0], [0, 1, 0], [0, 1, 0], [0, 0, 1]]  # fmt: skip
    neither = Categories.learned(Cells.of(pl.Series(["a", "b"])), rare=1, most=9)
    assert encoded(neither, ["b", "new", None]).tolist() == [[0, 1], [0, 0], [0, 0]]


@pytest.mark.parametrize(("no", "yes"), PAIRS)
def test_pairs_are_one_input(no, yes):
    encoder = Booleans.learned(Cells.of(pl.Series([no.upper(), yes, no])))
    assert encoded(encoder, [no, yes.upper(), "so", None]).tolist() == [[0], [1], [0.5], [0.5]]
    told = Booleans.learned(Cells.of(pl.Series([no, yes, None])))
    assert encoded(told, [yes, None]).tolist() == [[1, 0], [0.5, 1]]


@pytest.mark.parametrize("cells", [["yes"], ["yes", "false"], ["yes", "no", "so"], [None]])
def test_other_words_are_no_pair(cells):
    assert Booleans.learned(Cells.of(pl.Series(cells, dtype=pl.String))) is None
