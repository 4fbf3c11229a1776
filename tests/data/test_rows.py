"""Files of rows: which column is what, and files that disagree."""

import csv

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from denselab.data.labels import classes_of, labels_of
from denselab.data.rows import load_rows
from denselab.errors import DataError

PEOPLE = [("name", "age", "tall"), *[("Ada", "36", "no"), ("Alan", "", "yes")] * 3]


@pytest.fixture
def rows(tmp_path):
    """``rows(records, name)`` writes a file of them."""

    def write(records, name="people.csv"):
        with (tmp_path / name).open("w", newline="", encoding="utf-8") as stream:
            csv.writer(stream).writerows(records)
        return tmp_path / name

    return write


def test_the_target_is_taken_out(rows):
    raw = load_rows(rows(PEOPLE), target="tall")
    assert (raw.name, raw.classes, raw.x_test) == ("people", ("no", "yes"), None)
    assert raw.x_train.rows() == [("Ada", "36"), ("Alan", None)] * 3
    assert raw.y_train.tolist() == [0, 1] * 3
    assert raw.y_train.dtype == np.int32
    assert load_rows(rows(PEOPLE), target="tall", drop=["name"]).x_train.columns == ["age"]


def test_texts_are_one_column(rows):
    raw = load_rows(rows([("n", "review", "y"), *[("1", "good", "1"), ("2", "", "0")] * 3]),
                    target="y", text="review")  # fmt: skip
    assert raw.x_train.dtype == object
    assert raw.x_train.tolist() == ["good", ""] * 3
    assert raw.y_train.tolist() == [1, 0] * 3


def test_without_a_header_the_last_column_is_predicted(rows):
    raw = load_rows(rows(PEOPLE[1:]), header=False)
    assert raw.x_train.columns == ["column_1", "column_2"]
    assert raw.classes == ("no", "yes")


def test_other_files_may_have_their_columns_in_any_order(rows):
    test = rows([("tall", "extra", "age", "name"), ("yes", "x", "7", "Eve")], "test.csv")
    raw = load_rows(rows(PEOPLE), target="tall", test=test, validation_file=test)
    assert raw.x_test.rows() == [("Eve", "7")]
    assert raw.y_test.tolist() == [1]
    assert raw.official_validation == 1
    assert raw.x_train.rows()[:2] == [("Eve", "7"), ("Ada", "36")]
    assert raw.y_train.tolist() == [1] + [0, 1] * 3
    assert str(test) in raw.origin
    texts = load_rows(rows(PEOPLE), target="tall", text="name", validation_file=test)
    assert texts.x_train.tolist()[:2] == ["Eve", "Ada"]


@pytest.mark.parametrize(
    ("cells", "classes"),
    [
        (["10", "9", "-1"], ("-1", "9", "10")),
        (["1.0", "0.0"], ("0.0", "1.0")),
        ([" b", "a", "B"], ("B", "a", "b")),
        (["10", "9", "x"], ("10", "9", "x")),
        (["none", "some"], ("none", "some")),
    ],
)
def test_classes_have_their_natural_order(cells, classes):
    assert classes_of(pl.Series(cells), "t.csv") == classes
    assert [classes[y] for y in labels_of(pl.Series(cells), classes, "t.csv")] == [
        cell.strip() for cell in cells
    ]


@given(st.lists(st.text("ab1é ", min_size=1).filter(str.strip), min_size=1))
def test_labels_index_the_classes(cells):
    target = pl.Series(cells)
    classes = classes_of(target, "")
    assert [classes[y] for y in labels_of(target, classes, "")] == [cell.strip() for cell in cells]


def with_target(*cells):
    return [("x", "y"), *[(str(i), cell) for i, cell in enumerate(cells)]]


@pytest.mark.parametrize(
    ("records", "options", "words"),
    [
        (PEOPLE, {}, "with --target, perhaps 'tall' or .*; the columns are 'name', 'age', 'tall'"),
        ([("1", "2"), ("3", "4")], {}, "first line is all numbers.*--no-header"),
        (PEOPLE, {"target": "tal"}, "has no column 'tal' to predict; did you mean 'tall'"),
        (PEOPLE, {"target": "xyz"}, "has no column 'xyz' to predict; they are 'name', 'age'"),
        (PEOPLE, {"target": "tall", "drop": ["nam"]}, "'nam' to drop; did you mean 'name'"),
        (PEOPLE, {"target": "tall", "text": "nam"}, "'nam' of texts; did you mean 'name'"),
        (PEOPLE, {"target": "tall", "drop": ["tall"]}, "needs a column to predict and another"),
        (PEOPLE, {"target": "tall", "drop": ["name", "age"]}, "needs a column to predict and"),
        (PEOPLE, {"target": "tall", "text": "tall"}, "needs a column to predict and another"),
        (PEOPLE, {"target": "age"}, "'age': every row needs a class, found none in row 2 .3 of 6"),
        (with_target("a", "?", "NA"), {"target": "y"}, "found none in row 2 .2 of 3 rows"),
        (with_target("1.5", "2"), {"target": "y"}, "fractions such as 1.5.*predicts classes"),
        (with_target("inf", "2"), {"target": "y"}, "fractions such as inf.*predicts classes"),
        (with_target(*map(str, range(101))), {"target": "y"}, "101 different numbers: an amount"),
        (with_target(*(f"c{i}" for i in range(501))), {"target": "y"}, "500 classes, found 501"),
        (with_target("a", "a"), {"target": "y"}, "two classes are needed, found only 'a'"),
        (with_target("a", "a", "a", "b"), {"target": "y"}, "at least 3 examples .* 1 of class 'b'"),
        (with_target("a\x1bb", "a"), {"target": "y"}, "without control characters"),
    ],
)
def test_says_what_is_wrong(records, options, words, rows):
    file = rows(records)
    with pytest.raises(DataError, match=words) as caught:
        load_rows(file, **options)
    assert str(file) in str(caught.value)
    assert str(caught.value).isprintable()


@pytest.mark.parametrize(
    ("test", "words"),
    [
        ([("name", "age"), ("Eve", "7")], "has no column 'tall', and without classes"),
        (
            [("name", "tall"), ("Eve", "no")],
            "must have the columns of .*people.csv, found no 'age'",
        ),
        ([PEOPLE[0], ("Eve", "7", "no.")], "found 'no.' in row 1; the nearest is 'no'"),
        ([PEOPLE[0], ("Eve", "7", "so"), ("Eve", "7", "")], "found none in row 2"),
    ],
)
def test_a_test_file_must_agree(test, words, rows):
    with pytest.raises(DataError, match=words) as caught:
        load_rows(rows(PEOPLE), target="tall", test=rows(test, "test.csv"))
    assert "test.csv" in str(caught.value)
