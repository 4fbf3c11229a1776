"""The cheapest way to read a line is the cheapest of all ways."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from denselab.recognise import digits
from denselab.recognise.digits import cheapest, joined, pieces, proposals
from denselab.recognise.marks import Mark, find_marks, usual_height

from .pictures import area, bar, ring

HEIGHT = 50
shapes = st.tuples(  # of a mark: how far behind the last one, its width, whether it is a dot
    st.integers(0, 25), st.integers(6, 35), st.booleans()
)
lines = st.lists(shapes, min_size=1, max_size=6)


def line_of(shapes) -> list[Mark]:
    """Solid marks side by side, none so wide that it is cut."""
    marks, left = [], 0
    for gap, width, dot in shapes:
        tall, wide = (12, 12) if dot else (HEIGHT, width)
        marks.append(Mark(np.ones((tall, wide), np.float32), HEIGHT - tall, left + gap))
        left = marks[-1].right
    return marks


def ways(n: int) -> list[list[tuple[int, int]]]:
    """All divisions of n pieces into runs, each ``(first, last)``."""
    if n == 0:
        return [[]]
    return [[*way, (first, n - 1)] for first in range(n) for way in ways(first)]


def cost_of(run: list[Mark], digit: float, stray: float) -> tuple[float, float]:
    """What it costs to read uncut marks as a digit and as none, from its definition."""
    gaps = sum(max(0, right.left - left.right) for left, right in pairwise(run))
    together = digits.GAP * gaps / (0.2 * HEIGHT)
    whole = joined(run)
    doubts = [-math.log(max(each, digits.LEAST)) for each in (digit, stray)]
    if max(whole.height, whole.width) < digits.SMALL * HEIGHT:
        return together + doubts[0] + digits.SMALL_DIGIT, together + digits.SMALL_STRAY
    return together + doubts[0], together + doubts[1] + digits.STRAY


@settings(max_examples=60)
@given(lines, st.integers(0, 10**6))
def test_the_cheapest_way_is_that_of_all_ways(shapes, seed):
    marks = line_of(shapes)
    found = pieces(marks, HEIGHT)
    proposed = proposals(found, HEIGHT)
    rng = np.random.default_rng(seed)
    digit, stray = rng.random((2, len(proposed))) ** rng.integers(1, 6)
    costs = {
        (each.first, each.last): cost_of(marks[each.first : each.last + 1], *said)
        for each, said in zip(proposed, zip(digit, stray, strict=True), strict=True)
    }
    possible = [way for way in ways(len(marks)) if all(run in costs for run in way)]
    least = min(sum(min(costs[run]) for run in way) for way in possible)

    path = cheapest(proposed, digit, stray)
    runs = [((proposed[n].first, proposed[n].last), is_digit) for n, is_digit in path]
    assert [run for run, _ in runs] in possible
    told = sum(costs[run][0 if is_digit else 1] for run, is_digit in runs)
    assert told == pytest.approx(least, rel=1e-5)


@given(lines)
def test_proposals_are_neighbours_and_hold_their_ink(shapes):
    marks = line_of(shapes)
    proposed = proposals(pieces(marks, HEIGHT), HEIGHT)
    runs = {(each.first, each.last) for each in proposed}
    assert {(n, n) for n in range(len(marks))} <= runs  # so that there is always a way
    for each in proposed:
        whole = marks[each.first : each.last + 1]
        assert 1 <= len(whole) <= digits.MOST_PIECES
        assert area(each.mark) == sum(area(mark) for mark in whole)
        assert each.mark.left == min(mark.left for mark in whole)
        assert each.mark.right == max(mark.right for mark in whole)
        assert len(whole) == 1 or each.mark.width <= digits.WIDEST * HEIGHT


@given(st.lists(st.tuples(*[st.integers(0, 60)] * 2, *[st.integers(1, 30)] * 2), min_size=1,
                max_size=5))  # fmt: skip
def test_marks_together_are_their_ink_on_one_paper(places):
    rng = np.random.default_rng(0)
    marks = [
        Mark(rng.random((height, width), np.float32), top, left)
        for top, left, height, width in places
    ]
    paper = np.zeros((90, 90), np.float32)
    for mark in marks:
        place = paper[mark.top : mark.bottom, mark.left : mark.right]
        place[:] = np.maximum(place, mark.ink)
    both = joined(marks)
    assert np.array_equal(both.ink, paper[both.top : both.bottom, both.left : both.right])
    assert both.ink.sum() == pytest.approx(paper.sum(), rel=1e-5)


def touching(overlap: float, bridged: bool) -> tuple[Mark, float]:
    """Two digits that touch, a mark; and the column in which they do."""
    shape, radius, pen = (140, 300), 40, 9
    second = 100 + 2 * radius + pen - overlap
    ink = ring(shape, (70, 100), radius, pen)
    other = bar(shape, 25, 115, 100 + radius + 25, pen) if bridged else ring(
        shape, (70, second), radius, pen)  # fmt: skip
    ink = np.maximum(ink, other)
    if bridged:  # by the stroke with which a pen goes on
        ink[66:72, 143:166] = 1
    (mark,) = find_marks(ink)
    middle = 100 + radius + 13 if bridged else (100 + second) / 2
    return mark, middle - mark.left


@pytest.mark.parametrize("bridged", [True, False])
@pytest.mark.parametrize("overlap", [1, 3])
def test_digits_that_touch_get_a_cut_between_them(bridged, overlap):
    mark, middle = touching(overlap, bridged)
    found = pieces([mark], usual_height([mark]))
    borders = [piece.mark.left - mark.left for piece in found[1:]]
    assert min(abs(border - middle) for border in borders) < 8


@pytest.mark.parametrize("bridged", [True, False])
def test_the_pieces_of_a_mark_are_all_of_its_ink(bridged):
    mark, _ = touching(2, bridged)
    found = pieces([mark], usual_height([mark]))
    assert len(found) > 1
    whole = joined([piece.mark for piece in found])
    assert np.array_equal(whole.ink > 0.5, mark.ink > 0.5)
    assert sum(area(piece.mark) for piece in found) == area(mark)


def test_a_mark_is_cut_only_where_its_parts_are_better_digits():
    """With nothing to choose between the readings, the fewest cuts and gaps win."""
    mark, _ = touching(2, bridged=True)
    proposed = proposals(pieces([mark], usual_height([mark])), usual_height([mark]))
    alike = np.full(len(proposed), 0.8)
    (number, is_digit), = cheapest(proposed, alike, 1 - alike)  # fmt: skip
    assert is_digit
    assert area(proposed[number].mark) == area(mark)


def test_digits_that_touch_are_read_as_two_where_both_are_digits():
    mark, middle = touching(2, bridged=False)
    height = usual_height([mark])
    proposed = proposals(pieces([mark], height), height)
    digit = np.array(
        [0.99 if min(abs(each.mark.left - mark.left - end) + abs(each.mark.width - middle)
                     for end in (0, middle)) < 16 else 0.05 for each in proposed]
    )  # fmt: skip
    path = cheapest(proposed, digit, 1 - digit)
    assert [is_digit for _, is_digit in path] == [True, True]
    assert all(digit[number] > 0.9 for number, _ in path)
