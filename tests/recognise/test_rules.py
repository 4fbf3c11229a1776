"""The lines of ruled paper go; what is written across them stays."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from denselab.recognise.rules import without_rules

from .pictures import bar, ten

SHAPE = (240, 320)
FEW = settings(max_examples=25)


def rules(step: int, first: int, thick: int, squared: bool, shape=SHAPE) -> np.ndarray:
    """The ink of ruled paper."""
    lines = np.zeros(shape)
    for more in range(thick):
        lines[first + more :: step] = 1
        if squared:
            lines[:, first + more :: step] = 1
    return lines


ruled = st.builds(
    rules, st.integers(24, 60), st.integers(0, 20), st.integers(1, 3), squared=st.booleans()
)
ONE = slice(85, 107)  # columns around the 1 of `ten`


@FEW
@given(ruled)
def test_ruled_and_squared_paper_becomes_blank(lines):
    assert not (without_rules(lines) > 0.5).any()


@FEW
@given(ruled)
def test_what_crosses_the_lines_is_what_it_is_without_them(lines):
    assume(not lines[:, ONE].all(axis=0).any())  # no eye could tell an upright rule from the 1
    ink = ten(SHAPE, 9)
    left = without_rules(np.maximum(ink, lines)) > 0.5
    drawn = ink > 0.5
    assert (left & drawn).sum() > 0.85 * drawn.sum()
    assert (left & ~drawn).sum() < 0.15 * drawn.sum()


def test_a_stroke_that_crosses_a_rule_is_not_parted():
    stroke = bar(SHAPE, 40, 200, 160, 10)
    left = without_rules(np.maximum(stroke, rules(40, 20, 2, squared=False)))
    assert (left[45:195, 160] > 0.5).all()


def test_a_rule_goes_where_a_stroke_runs_along_it_too():
    """As the foot of a 2 that is written on the line."""
    foot = bar((320, 240), 120, 220, 121, 8).T
    lines = rules(60, 0, 2, squared=False)
    left = without_rules(np.maximum(foot, lines)) > 0.5
    assert left[120, 125:215].all()
    assert not left[:, :110].any()
    assert not left[:, 230:].any()


@pytest.mark.parametrize("rise", [2, 5])
def test_a_rule_may_rise_a_little(rise):
    lines = np.zeros(SHAPE)
    columns = np.arange(SHAPE[1])
    for row in range(30, 220, 45):
        heights = np.rint(row - rise * columns / SHAPE[1]).astype(int)
        lines[heights, columns] = lines[heights + 1, columns] = 1
    assert not (without_rules(lines) > 0.5).any()


@pytest.mark.parametrize("ink", [ten(SHAPE, 9), bar(SHAPE, 30, 210, 100, 8).T[:240, :240]])
def test_without_rules_nothing_is_taken(ink):
    assert np.array_equal(without_rules(ink), ink)
