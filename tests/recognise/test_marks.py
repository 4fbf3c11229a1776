"""What hangs together is a mark; what cannot belong to a digit is left out."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.ndimage import label

from denselab.recognise.marks import MOST, Mark, find_marks, usual_height

from .pictures import area, bar, ring

SHAPE = (200, 400)


def ones(*middles: float) -> np.ndarray:
    """Upright strokes, 100 pixels high."""
    return np.max([bar(SHAPE, 50, 150, middle, 8) for middle in middles], axis=0)


def boxes(marks) -> list[tuple[int, int, int, int]]:
    return sorted((mark.left, mark.top, mark.width, mark.height) for mark in marks)


@settings(max_examples=25)
@given(
    st.lists(st.tuples(st.integers(15, 40), st.integers(2, 6)), min_size=1, max_size=4),
)
def test_each_ring_is_a_mark_in_its_box_and_alone(rings):
    """Against SciPy's labels: nothing is small or near here, so that all of them are marks."""
    ink = np.zeros((120, 120 * len(rings)))
    for number, (radius, pen) in enumerate(rings):
        ink = np.maximum(ink, ring(ink.shape, (60, 60 + 120 * number), radius, pen))
    marks = find_marks(ink)
    assert len(marks) == label(ink > 0.5, np.ones((3, 3)))[1] == len(rings)
    for mark in marks:
        place = np.s_[mark.top : mark.bottom, mark.left : mark.right]
        assert np.array_equal(mark.ink > 0.5, ink[place] > 0.5)
        assert area(mark) == (ink[place] > 0.5).sum()
        edges = mark.ink[0], mark.ink[-1], mark.ink[:, 0], mark.ink[:, -1]
        assert all((edge > 0.5).any() for edge in edges)


def test_no_ink_is_no_mark():
    assert find_marks(np.zeros(SHAPE)) == []


def test_specks_go():
    ink = ones(100, 200)
    plain = boxes(find_marks(ink))
    ink[30:33, 30:33] = ink[180, 300] = ink[100:104, 150:152] = 1
    assert boxes(find_marks(ink)) == plain


def test_dashes_go():
    ink = ones(100, 200)
    plain = boxes(find_marks(ink))
    ink[170:176, 60:260] = 1  # a line under what is written
    ink[90:96, 290:395] = 1
    assert boxes(find_marks(ink)) == plain


@pytest.mark.parametrize("corner", [(0, 0), (0, -1), (-1, 0), (-1, -1)])
def test_what_fills_a_corner_goes(corner):
    ink = ones(100, 200)
    plain = boxes(find_marks(ink))
    rows, columns = (slice(0, 40) if end == 0 else slice(-40, None) for end in corner)
    ink[rows, columns] = np.tri(40)[:: 1 if corner[0] else -1, :: 1 if not corner[1] else -1]
    assert boxes(find_marks(ink)) == plain


@pytest.mark.parametrize("side", ["left", "right", "top", "bottom"])
def test_a_line_along_the_border_goes(side):
    ink = ones(100, 200)
    plain = boxes(find_marks(ink))
    line = {"left": np.s_[:, :4], "right": np.s_[:, -4:], "top": np.s_[:4], "bottom": np.s_[-4:]}
    ink[line[side]] = 1
    assert boxes(find_marks(ink)) == plain


def test_of_very_many_marks_the_largest_are_looked_at():
    ink = np.zeros((800, 1000))
    for top in range(10, 780, 30):
        for left in range(10, 980, 24):
            ink[top : top + 14, left : left + 4] = 1  # some thousand
    ink[40:120, 40:60] = 1
    found = find_marks(ink)
    assert len(found) == MOST
    assert max(mark.height for mark in found) >= 80


def test_a_digit_that_touches_one_border_stays():
    ink = np.maximum(ones(200), ring(SHAPE, (100, 40), 40, 8))
    assert len(find_marks(ink)) == 2


@pytest.mark.parametrize("gap", [1, 2, 3, 4])
def test_a_stroke_that_is_broken_on_its_way_down_stays_one(gap):
    ink = ones(100)
    ink[100 : 100 + gap] = 0
    (mark,) = find_marks(ink)
    assert (mark.height, area(mark)) == (100, (ink > 0.5).sum())


def test_strokes_side_by_side_stay_two():
    assert len(find_marks(ones(100, 112))) == 2


def test_what_stands_below_another_stays_two():
    """A gap as high as several strokes are wide is between rows, not in a stroke."""
    ink = ones(100)
    ink[90:120] = 0
    assert len(find_marks(ink)) == 2


@given(st.lists(st.integers(1, 200), min_size=1, max_size=20))
def test_the_usual_height_is_that_of_half_of_the_ink(heights):
    """By its definition: marks up to it hold half of all height, those below it do not."""
    usual = usual_height([Mark(np.ones((height, 3)), 0, 0) for height in heights])
    assert usual in heights
    assert 2 * sum(each for each in heights if each <= usual) >= sum(heights)
    assert 2 * sum(each for each in heights if each < usual) <= sum(heights)
