"""Two views of a number, against scikit-learn and against the definitions written out."""

import numpy as np
import polars as pl
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.preprocessing import KBinsDiscretizer, RobustScaler

from denselab.prep.columns.cells import Cells, numbers
from denselab.prep.columns.numbers import Numbers, edges, piecewise_linear, softly_clipped

finite = st.floats(-1e6, 1e6)
samples = arrays(np.float64, st.integers(2, 60), elements=finite)


def learned(values, quantiles=8):
    return Numbers.learned(Cells.of(pl.Series(map(repr, values.tolist()))), quantiles)


def encoded(encoder, cells):
    out = np.empty((len(cells), len(encoder.names("x"))))
    encoder.encode(pl.Series(cells, dtype=pl.String), out)
    return out


@given(x=samples)
def test_scales_as_scikit_learn_does(x):
    spread = np.subtract(*np.percentile(x, (75, 25)))
    assume(spread > 1e-6)
    oracle = RobustScaler().fit_transform(x[:, None])[:, 0]
    found = encoded(learned(x), [repr(v) for v in x.tolist()])[:, 0]
    expected = oracle / np.sqrt(1 + (oracle / 3) ** 2)
    np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-9)


@given(x=samples, quantiles=st.integers(2, 10))
def test_bins_are_those_of_scikit_learn_where_all_numbers_differ(x, quantiles):
    x = np.unique(x.round(3))
    assume(len(x) > quantiles + 1)
    oracle = KBinsDiscretizer(
        quantiles, strategy="quantile", encode="ordinal", quantile_method="linear"
    ).fit(x[:, None])
    found = edges(x, np.ones(len(x), int), quantiles)
    np.testing.assert_allclose(found, oracle.bin_edges_[0], atol=1e-9)


@given(x=samples, ends=st.lists(finite, min_size=2, max_size=6, unique=True))
def test_piecewise_linear_is_what_the_paper_defines(x, ends):
    ends = np.sort(ends)
    found = piecewise_linear(x, ends)
    for row, value in zip(found, x, strict=True):
        for bin_, share in enumerate(row):
            low, high = ends[bin_], ends[bin_ + 1]
            expected = 0 if value < low else 1 if value >= high else (value - low) / (high - low)
            assert share == pytest.approx(expected)


@given(
    values=st.lists(st.integers(0, 300), min_size=2, unique=True),
    seed=st.integers(0, 99),
    most=st.integers(2, 20),
)
def test_a_number_that_would_fill_a_bin_is_an_edge(values, seed, most):
    values = np.sort(values).astype(float)
    counts = np.random.default_rng(seed).geometric(0.1, len(values)) ** 2
    ends = edges(values, counts, most)
    assert len(ends) <= max(most + 1, 2)
    assert (np.diff(ends) > 0).all()
    assert values[0] <= ends[0]
    assert ends[-1] <= values[-1]
    assert set(values[counts > counts.sum() / most]) <= set(ends)


def test_few_numbers_are_told_from_each_other():
    encoder = learned(np.array([1, 2, 3, 3, 1.0]))
    assert encoded(encoder, ["1", "2", "3"])[:, 1:].tolist() == [[0, 0], [1, 0], [1, 1]]


def test_what_is_no_number_is_missing_and_lies_at_the_median():
    encoder = Numbers.learned(Cells.of(pl.Series(["1", "2", "3", "?", "x"])), 4)
    for cell in (None, "x", "1e99", "nan"):
        assert encoded(encoder, [cell])[0].tolist() == [0, 1, 0, 1]
    assert encoded(encoder, ["2"])[0].tolist() == [0, 1, 0, 0]
    without = learned(np.array([1, 2, 3.0]))
    assert encoded(without, [None])[0].tolist() == [0, 1, 0]


@given(x=arrays(np.float64, st.integers(2, 9), elements=st.floats(width=32, allow_nan=False)))
def test_any_numbers_have_bounded_inputs(x):
    x = x[np.isfinite(x)]
    assume(len(np.unique(x)) > 1)
    cells = [repr(value) for value in [*x.tolist(), 3e38, -3e38, 5e-324]]
    found = encoded(learned(x), cells)
    assert (np.abs(found) <= 3).all()


def test_one_number_written_in_two_ways_is_one():
    encoder = Numbers.learned(Cells.of(pl.Series(["1", "1.0", "?"])), 4)
    assert encoder.names("x") == ["x", "x missing"]
    assert encoded(encoder, ["1", None, "2"]).tolist() == [[0, 0], [0, 1], [softly_clipped(1), 0]]


def test_soft_clipping_keeps_the_order():
    x = np.linspace(-50, 50, 999)
    clipped = softly_clipped(x)
    assert (np.diff(clipped) > 0).all()
    assert softly_clipped(np.array([1e-3]))[0] == pytest.approx(1e-3)


@given(st.lists(st.floats() | st.text(max_size=5), min_size=1))
def test_reads_numbers_as_python_does(values):
    def oracle(cell):
        try:
            value = float(cell)
        except ValueError:
            return np.nan
        return value if abs(value) <= float(np.finfo(np.float32).max) else np.nan

    cells = [str(v) for v in values]
    assume(all("_" not in c and c.isascii() and c == c.strip() for c in cells))
    found = numbers(pl.Series(cells))
    np.testing.assert_array_equal(found, [oracle(cell) for cell in cells])
