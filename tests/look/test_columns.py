"""The facts of a table's columns, counted by hand, and the warnings that follow from them."""

import json

import numpy as np
import polars as pl
import pytest

from denselab.data.rows import load_rows
from denselab.files import finite
from denselab.look.columns import BARS, column_facts

N = 300
RNG = np.random.default_rng(0)
Y = RNG.integers(0, 2, N)
CLASSES = ("no", "yes")


def facts_of(kinds=None, **columns):
    table = pl.DataFrame({k: pl.Series([None if c is None else str(c) for c in v], dtype=pl.String)
                          for k, v in columns.items()})  # fmt: skip
    facts, warned = column_facts(table, Y, CLASSES, kinds)
    assert json.loads(json.dumps(facts, allow_nan=False)) == finite(facts)
    return {column["name"]: column for column in facts}, warned


def kinds_of(warnings):
    return [kind for kind, _ in warnings]


def test_numbers_are_counted():
    x = [None if i % 5 == 0 else i / 7 for i in range(N)]
    facts = facts_of(x=x)[0]["x"]
    present = np.array([v for v in x if v is not None])
    assert (facts["kind"], facts["missing"], facts["distinct"]) == ("number", 0.2, len(present))
    assert (facts["min"], facts["max"]) == (present.min(), present.max())
    assert facts["median"] == pytest.approx(np.median(present))
    assert len(facts["histogram"]["edges"]) == BARS + 1
    low, high = facts["histogram"]["edges"][1:3]
    assert facts["histogram"]["counts"][1] == ((present >= low) & (present < high)).sum()
    assert sum(facts["histogram"]["counts"]) == len(present)


def test_categories_and_dates_are_counted():
    colour = RNG.choice(["red", "blue", "?"], N)
    facts, _ = facts_of(colour=colour, day=[f"2020-0{i % 9 + 1}-01" for i in range(N)])
    shares = dict(facts["colour"]["top"])
    assert shares == {name: pytest.approx((colour == name).mean()) for name in ("red", "blue")}
    assert facts["colour"]["missing"] == pytest.approx((colour == "?").mean())
    assert (facts["day"]["min"], facts["day"]["median"], facts["day"]["max"]) == (
        "2020-01-01", "2020-05-01", "2020-09-01")  # fmt: skip


def test_an_outlier_does_not_squash_the_histogram():
    counts = facts_of(x=[*RNG.normal(size=N - 1), 1e9])[0]["x"]["histogram"]["counts"]
    assert sum(counts) == N
    assert np.count_nonzero(counts) > BARS / 2


def test_what_is_left_out_is_told():
    facts, warnings = facts_of(
        key=range(N), same=["a"] * N, said=[f"a text of many words {i}" for i in range(N)],
        x=RNG.normal(size=N),
    )  # fmt: skip
    assert kinds_of(warnings) == ["identifier", "constant", "text"]
    assert [facts[name]["telling"] for name in ("key", "same", "said")] == [None] * 3
    assert facts["x"]["telling"]["auc"] == pytest.approx(0.5, abs=0.1)
    given, warnings = facts_of({"key": "number"}, key=range(N), x=RNG.normal(size=N))
    assert (given["key"]["kind"], given["key"]["given"], warnings) == ("number", True, [])


def test_mixed_types_and_missing_values_are_told():
    x = [*RNG.normal(size=N - 2), "many", "few"]
    warnings = facts_of(x=x, empty=["a", "b", None, "?", "NA", ""] * (N // 6))[1]
    assert kinds_of(warnings) == ["mixed_types", "missing"]
    assert (
        "'x' holds numbers, but something else, such as 'few', in 2 training rows" in warnings[0][1]
    )
    assert "'empty' (67%)" in warnings[1][1]


def test_a_column_that_is_the_target_is_suspected():
    _, warnings = facts_of(y=[f"class {label}" for label in Y], x=RNG.normal(size=N))
    assert kinds_of(warnings) == ["telling"]
    assert "--drop y" in warnings[0][1]


@pytest.mark.parametrize(("second", "expected"), [(1.0, ["stands_out"]), (0.2, [])])
def test_one_that_is_far_better_than_all_others_stands_out(second, expected):
    noisy = Y + RNG.normal(size=N) * 0.6
    other = np.where(RNG.random(N) < second, RNG.integers(0, 2, N), Y)
    assert kinds_of(facts_of(best=noisy, other=other)[1]) == expected


@pytest.mark.parametrize(
    ("file", "target", "expected"),
    [
        ("bank/bank_short15.csv.gz", "output", {"stands_out": "'duration' alone"}),
        ("imdb/train.csv.gz", "label", {"telling": "'rating' alone", "text": "'text'"}),
        ("adult/train.csv.gz", "income", {}),
        ("titanic/train.csv.gz", "Survived", {"identifier": "'PassengerId'", "text": "'Name'"}),
        ("penguins/penguins.csv.gz", "species", {}),
    ],
)
def test_real_tables_are_suspected_rightly(file, target, expected, real_data):
    raw = load_rows(real_data(file), target=target)
    told = column_facts(raw.x_train, raw.y_train, raw.classes)[1]
    says = dict(told)
    for kind in ("telling", "stands_out", *expected):
        assert expected.get(kind, "") in says.get(kind, "")
        assert (kind in says) == (kind in expected)
