"""The columns together: learned from training rows alone, saved to the last bit, used anyhow."""

import json
from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from denselab.backend import jax
from denselab.data.raw import RawData
from denselab.data.splits import split
from denselab.errors import DataError, NotFittedError
from denselab.prep.columns import Columns
from denselab.prep.encoding import Scaled

number = st.none() | st.floats(-1e3, 1e3).map(repr) | st.sampled_from(["?", "7", "many"])
word = st.none() | st.sampled_from(["red", "blue", "a b", "NA", "ü"])
day = st.none() | st.dates().map(str)
flag = st.sampled_from(["yes", "no", None])
rows = st.lists(st.tuples(number, word, day, flag), min_size=1, max_size=30)
NAMES = ["number", "word", "day", "flag"]
# Enough to find every kind, whatever is drawn besides.
ROWS = [
    (str(i % 7 + i / 100), ["red", "blue"][i % 2], f"2020-01-{i + 1:02}", ["yes", "no"][i % 2])
    for i in range(30)
]
KINDS = {"number": "number", "word": "category", "day": "date", "flag": "boolean"}


def table(cells):
    return pl.DataFrame(cells, dict.fromkeys(NAMES, pl.String), orient="row")


def fitted(cells=()):
    return Columns(rare=2, quantiles=4).fit(table([*ROWS, *cells]))


@settings(max_examples=25)
@given(cells=rows)
def test_survives_being_saved_to_the_last_bit(cells):
    columns = Columns(kinds={"word": "category"}, rare=2, quantiles=4).fit(table([*ROWS, *cells]))
    saved = json.dumps(columns.to_json(), allow_nan=False)
    restored = Columns.from_json(json.loads(saved))
    x = table([*cells, *ROWS])
    assert restored.transform(x).tobytes() == columns.transform(x).tobytes()
    assert restored.schema_ == columns.schema_
    assert json.dumps(restored.to_json()) == saved


@settings(max_examples=25)
@given(cells=rows)
def test_any_rows_become_finite_inputs(cells):
    columns = fitted()
    x = table(cells)
    stored = columns.inputs(x)
    assert stored.shape == (len(cells), columns.n_inputs_)
    assert len(columns.feature_names_) == columns.n_inputs_
    assert columns.encoding_ == Scaled(1.0)
    read = columns.transform(x)
    assert read.dtype == np.float32
    np.testing.assert_array_equal(read, stored.astype(np.float32) * columns.encoding_.scale)
    assert (np.abs(read) <= 3).all()


@settings(max_examples=25)
@given(others=rows, seed=st.integers(0, 9))
def test_nothing_is_learned_from_validation_or_test_rows(others, seed):
    """The same training rows, with any cells in all other rows, end in the same preprocessor."""
    x = table(ROWS * 3)
    raw = RawData("t", "", ("a", "b"), x, np.arange(len(x), dtype=np.int32) % 2)
    before = split(raw, seed=seed)
    elsewhere = np.setdiff1d(np.arange(len(x)), before.train_index)
    cells = x.rows()
    for at, row in zip(elsewhere, others * len(elsewhere), strict=False):
        cells[at] = row
    after = split(replace(raw, x_train=table(cells)), seed=seed)
    assert after.x_validation.rows() != before.x_validation.rows() or not len(elsewhere)
    learned = [Columns(KINDS).fit(s.x_train, s.y_train).to_json() for s in (before, after)]
    assert json.dumps(learned[0]) == json.dumps(learned[1])


def test_the_order_of_columns_and_further_ones_do_not_matter():
    columns = fitted()
    x = table(ROWS)
    other = x.select(*NAMES[::-1]).with_columns(pl.lit("x").alias("extra"))
    np.testing.assert_array_equal(columns.transform(other), columns.transform(x))


@pytest.mark.parametrize("name", ["count", "value", "literal", "", 'ü"x'])
def test_a_column_may_have_any_name(name):
    x = table(ROWS)
    other = x.rename({"word": name})
    np.testing.assert_array_equal(
        Columns().fit(other).transform(other), Columns().fit(x).transform(x)
    )


def test_a_missing_column_is_named():
    with pytest.raises(DataError, match="found no 'number', 'day'"):
        fitted().transform(table(ROWS).select("word", "flag"))


def test_identifiers_constants_and_texts_are_left_out():
    x = table(ROWS).with_columns(
        pl.Series("key", map(str, range(30))),
        pl.lit("same").alias("one"),
        pl.Series("said", [f"a text of many words {i}" for i in range(30)]),
    )
    columns = Columns().fit(x)
    left_out = {c.name: c.found.kind for c in columns.schema_ if not c.encoder}
    assert left_out == {"key": "identifier", "one": "constant", "said": "text"}
    np.testing.assert_array_equal(
        columns.transform(x.drop("key", "one", "said")), columns.transform(x)
    )
    with pytest.raises(DataError, match=r"at least one must be .* found 'key' .identifier., 'one'"):
        Columns().fit(x.select("key", "one"))
    kept = Columns({"key": "number", "number": "category"}).fit(x)
    kinds = {column.name: column.found.kind for column in kept.schema_}
    assert (kinds["key"], kinds["number"]) == ("number", "category")


@pytest.mark.parametrize(
    ("kinds", "words"),
    [
        ({"word": "number"}, "'word' cannot be a number, its cells are like 'blue'"),
        ({"number": "date"}, "'number' cannot be a date"),
        ({"word": "boolean"}, "'word' cannot be a boolean"),
        ({"wrod": "category"}, "'wrod', which is no column; did you mean 'word'"),
        ({"word": "colour"}, "the kind of 'word' must be one of number, category, boolean"),
    ],
)
def test_a_kind_that_cannot_be_is_refused(kinds, words):
    with pytest.raises(DataError, match=words):
        Columns(kinds).fit(table(ROWS))


def test_use_before_fit_is_refused():
    for use in (Columns().to_json, lambda: Columns().transform(table(ROWS)),
                lambda: Columns().n_inputs_):  # fmt: skip
        with pytest.raises(NotFittedError, match="before fit"):
            use()


@pytest.mark.parametrize(
    "learned",
    [{"kind": "pixels"}, {}, {"kind": "columns"}, {"kind": "columns", "columns": [{"name": "a"}]},
     {"kind": "columns", "columns": [{"name": "a", "kind": "colour"}]}],
)  # fmt: skip
def test_another_description_is_refused(learned):
    with pytest.raises(DataError, match="preprocessing"):
        Columns.from_json(learned)


def test_many_rows_become_what_each_becomes_alone():
    many = [ROWS[i % len(ROWS)] for i in range(50_000)]  # more than are encoded at once
    columns = fitted()
    expected = np.concatenate([columns.inputs(table([row])) for row in ROWS])
    found = columns.inputs(table(many))
    assert (found == expected[np.arange(len(many)) % len(ROWS)]).all()


@pytest.mark.skipif(jax.default_backend() != "cpu", reason="an accelerator has its own memory")
def test_training_reads_the_inputs_where_they_are():
    found = fitted().inputs(table(ROWS))
    assert jax.device_put(found).unsafe_buffer_pointer() == found.ctypes.data


KNOWN = {
    "n": ["1", "2.5", "?", "40"],
    "c": ["red", "blue", None, "red"],
    "b": ["yes", "No", "", "no"],
    "d": ["2020-01-02", "NA", "2021-03-04", "2020-05-06"],
}
OTHERS = st.sampled_from(
    [*(cell for cells in KNOWN.values() for cell in cells), "§", " 7 ", "1e99"]
)


@given(st.lists(st.tuples(*[OTHERS] * 4), min_size=1))
def test_a_stray_is_what_is_encoded_like_nonsense_but_known(rows):
    kinds = {"n": "number", "c": "category", "b": "boolean", "d": "date"}
    columns = Columns(kinds, rare=1).fit(pl.DataFrame(KNOWN))
    x = pl.DataFrame(rows, dict.fromkeys(KNOWN, pl.String), orient="row")
    nonsense = columns.transform(pl.DataFrame({name: ["§"] for name in KNOWN}))[0]
    encoded, at = columns.transform(x), 0
    for column, strays in columns.strays(x):
        some = slice(at, at := at + len(column.inputs))
        like_nonsense = (encoded[:, some] == nonsense[some]).all(axis=1)
        is_known = [cell not in ("", "?", "NA", None) for cell in x[column.name]]
        assert strays.tolist() == (like_nonsense & is_known).tolist()
