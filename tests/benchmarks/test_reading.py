import io
from functools import cache

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from benchmarks.blank_pages import PAGES, SIZE, blank_pages
from benchmarks.reading import Case, body, edit_distance
from denselab.evaluation import wilson
from denselab.recognise import Digit, Reading
from tests.report.runs import blobs, finished

texts = st.text("019/", max_size=7)


@cache
def by_definition(one: str, other: str) -> int:
    """Levenshtein's distance, from its definition."""
    if not one or not other:
        return len(one) + len(other)
    return min(
        by_definition(one[1:], other) + 1,
        by_definition(one, other[1:]) + 1,
        by_definition(one[1:], other[1:]) + (one[0] != other[0]),
    )


@given(texts, texts)
def test_the_edit_distance_is_levenshteins(one, other):
    assert edit_distance(one, other) == by_definition(one, other)


def test_blank_pages_are_the_same_each_time_and_no_two_kinds_are_alike(monkeypatch):
    monkeypatch.setattr("benchmarks.blank_pages.REPEATS", 1)
    pages = dict(blank_pages())
    assert pages == dict(blank_pages())
    assert len(pages) == len(set(pages.values())) == len(PAGES)
    for content in pages.values():
        with Image.open(io.BytesIO(content)) as image:
            assert (image.height, image.width) == SIZE


def case(group: str, expected: str, read: str, seconds: float = 0.1) -> Case:
    blank = np.zeros((28, 28), np.uint8)
    rows = tuple(
        tuple(Digit(name, 0.9, np.full(10, 0.1), (0, 0, 1, 1), blank) for name in row)
        for row in read.split("/")
        if row
    )
    return Case("a", group, expected, Reading(rows, (9, 9), seconds), b"")


def test_each_set_has_its_row_with_its_interval(tmp_path):
    read = [
        ("7", "7"),
        ("1", "7"),
        ("12/3", "12/3"),
        ("123", "13"),
        ("", ""),
        ("", "??"),
        ("", "4"),
    ]
    groups = ["own-digits: photo", "own-digits: drawing", "digit-strips: scan"]
    groups += ["digit-strips: photo", *["no digits"] * 3]
    cases = [case(group, *texts) for group, texts in zip(groups, read, strict=True)]
    run = finished(*blobs(10, 60, (28, 28))).write(tmp_path / "run")
    rows = {
        cells[0]: cells[1:]
        for line in body(cases, run).splitlines()
        if len(cells := [cell.strip(" *") for cell in line.strip("|").split("|")]) > 2
    }
    assert rows["own-digits, all"][:2] == ["2", "1 (50.0%)"]
    assert rows["own-digits, all"][3] == "50.0%"
    assert rows["digit-strips, all"][:2] == ["2", "1 (50.0%)"]
    assert rows["digit-strips, all"][3] == "85.7%"  # one of seven characters is missing
    assert rows["no digits"][:2] == ["3", "2 (66.7%)"]  # a question mark is no digit
    low, high = wilson(2, 3)
    assert rows["no digits"][2] == f"{low:.1%} to {high:.1%}"
    assert rows["own-digits: drawing"][0] == "1"
