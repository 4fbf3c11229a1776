"""Columns of every kind are told apart, and what does not fit them is named."""

import numpy as np
import polars as pl
import pytest

from denselab.prep.columns.cells import Cells
from denselab.prep.columns.kinds import Found, find_kind

RNG = np.random.default_rng(0)
N = 200
SHUFFLED = RNG.permutation(N)


def kind(cells, name="x"):
    column = pl.Series(name, [None if cell is None else str(cell) for cell in cells])
    return find_kind(column, Cells.of(column))


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ([""] * N, "constant"),
        (["a"] * N, "constant"),
        (["a", None] * N, "category"),
        (["yes", "no", "?"] * N, "boolean"),
        ([0, 1] * N, "boolean"),
        ([1, 2] * N, "number"),
        ([1, 2, "NA", "nan", "N/A", "?", "null", ""] * N, "number"),
        (["7", None] * N, "number"),
        (RNG.normal(size=N), "number"),
        (RNG.integers(0, 10**9, N), "number"),
        (["red", "blue", "green"] * N, "category"),
        (["2020-01-02", "2021-03-04", "NA"] * N, "date"),
        (range(1, N + 1), "identifier"),
        (SHUFFLED, "identifier"),
        (np.sort(RNG.permutation(10**6)[:N]), "identifier"),
        ([f"{i:x}-{i * 7:x}" for i in range(N)], "identifier"),
        ([f"this is review number {i}" for i in range(N)], "text"),
        ([f"a rather long review that says {i}" for i in range(N // 2)] * 2, "text"),
    ],
)
def test_kinds_are_told_apart(cells, expected):
    assert kind(cells).kind == expected


def test_whole_numbers_that_differ_are_keys_where_they_are_called_so():
    sparse = RNG.permutation(10**9 + np.arange(N) * 10**4)
    assert kind(sparse, "income").kind == "number"
    for name in ("id", "customer_id", "PassengerId", "ID", "row index"):
        assert kind(sparse, name).kind == "identifier"
    for name in ("paid", "humid", "bid"):
        assert kind(sparse, name).kind == "number"


def test_strays_are_counted_and_shown():
    assert kind([*range(99), *range(99), "many", "2k"]) == Found("number", "2k", 2)
    mixed = kind([*["7"] * 60, *["a7"] * 40])
    assert mixed == Found("category", "a7", 40)
    assert kind([*["7"] * 40, *["a7"] * 60]) == Found("category", "7", 40)
    assert kind([*["7"], *["a7"] * 60]) == Found("category")
    assert kind([*["2020-01-02", "2021-01-02"] * 60, "soon"]) == Found("date", "soon", 1)


def test_the_order_of_files_is_all_that_rows_add():
    cells = ["a", "b", None, "c"] * 30
    assert kind(cells) == kind(cells[::-1])
