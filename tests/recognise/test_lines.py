"""Marks come in the order in which they were written."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from denselab.recognise.lines import lines, tilt
from denselab.recognise.marks import Mark

HEIGHT = 60


def mark(top: float, left: float, height: int = HEIGHT, width: int = 40) -> Mark:
    return Mark(np.ones((height, width), np.float32), round(top), round(left))


def grid(counts, rng, jitter: float, degrees: float = 0.0) -> list[list[Mark]]:
    """Rows of marks as they are written, a little high or low each, falling to the right."""
    return [
        [
            mark(
                130 * row + 75 * column * math.tan(math.radians(degrees))
                + HEIGHT * rng.uniform(-jitter, jitter),
                75 * column + rng.uniform(-12, 12),
                height=HEIGHT - int(rng.integers(0, 9)),
                width=int(rng.integers(12, 45)),
            )
            for column in range(count)
        ]
        for row, count in enumerate(counts)
    ]  # fmt: skip


def identities(rows) -> list[list[int]]:
    return [[id(each) for each in row] for row in rows]


rows_of_marks = st.lists(st.integers(1, 9), min_size=1, max_size=6)
seeds = st.integers(0, 999)


@given(rows_of_marks, seeds, st.floats(0, 0.15), st.floats(-1, 1))
def test_rows_are_read_in_the_order_they_were_written(counts, seed, jitter, degrees):
    rng = np.random.default_rng(seed)
    written = grid(counts, rng, jitter, degrees)
    marks = [each for row in written for each in row]
    rng.shuffle(marks)
    assert identities(lines(marks)) == identities(written)


@given(rows_of_marks, seeds)
def test_small_marks_join_the_line_they_are_beside_and_make_none(counts, seed):
    rng = np.random.default_rng(seed)
    written = grid(counts, rng, 0.1)
    for row in written:
        last = row[-1]
        row.append(mark(last.top + rng.uniform(0, 40), last.right + 4, height=12, width=9))
    marks = [each for row in written for each in row]
    rng.shuffle(marks)
    assert identities(lines(marks)) == identities(written)


def test_no_mark_is_no_line():
    assert lines([]) == []
    assert tilt([]) == 0


@settings(max_examples=40)
@given(st.lists(st.integers(4, 9), min_size=1, max_size=5), seeds, st.floats(-15, 15))
def test_the_tilt_is_found(counts, seed, degrees):
    marks = [each for row in grid(counts, np.random.default_rng(seed), 0.05, degrees)
             for each in row]  # fmt: skip
    assert tilt(marks) == pytest.approx(degrees, abs=2)


@given(rows_of_marks, seeds)
def test_level_lines_are_left_level(counts, seed):
    """A few marks that stand unevenly may seem to lie a little aslant, no more."""
    marks = [each for row in grid(counts, np.random.default_rng(seed), 0.05) for each in row]
    assert abs(tilt(marks)) <= 5


@given(st.lists(st.tuples(st.floats(0, 300), st.floats(0, 300)), max_size=3))
def test_few_marks_tell_no_tilt(places):
    assert tilt([mark(*place) for place in places]) == 0
