"""Where something lies in the picture is found back from where it lies in the turned ink."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from scipy.ndimage import rotate

from denselab.recognise.marks import Mark
from denselab.recognise.view import View

DOT = 12


def mark_of(ink: np.ndarray) -> Mark:
    """The box of all ink."""
    rows, columns = (np.flatnonzero((ink > 0.4).any(axis=axis)) for axis in (1, 0))
    box = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return Mark(box.astype(np.float32), int(rows[0]), int(columns[0]))


@settings(max_examples=60)
@given(
    shape=st.tuples(st.integers(60, 300), st.integers(60, 300)),
    place=st.tuples(st.floats(0.1, 0.7), st.floats(0.1, 0.7)),
    angle=st.just(0.0) | st.floats(-90, 90),
    reduced=st.floats(0.5, 1),
)
def test_a_dot_is_found_where_it_was_drawn(shape, place, angle, reduced):
    """Enlarged where it is small, reduced where it is asked for, and turned as the reader does."""
    picture = np.zeros(shape, np.uint8)
    top, left = (int(share * side) for share, side in zip(place, shape, strict=True))
    picture[top : top + DOT, left : left + DOT] = 255
    seen = Image.fromarray(picture)
    seen = seen.resize(tuple(round(reduced * side) for side in seen.size), Image.Resampling.BOX)
    view = View.of(np.asarray(seen), 200)
    ink = view.grey / 255
    turned = rotate(ink, angle, order=1) if angle else ink
    x, y, width, height = view.turned(angle).box(mark_of(turned), shape)
    assert x <= left + DOT / 2 <= x + width
    assert y <= top + DOT / 2 <= y + height
    assert x + width / 2 == pytest.approx(left + DOT / 2, abs=4)
    assert y + height / 2 == pytest.approx(top + DOT / 2, abs=4)
    assert max(width, height) <= 2 * DOT + 8  # a square in a turned square
    assert min(x, y) >= 0
    assert x + width <= shape[1]
    assert y + height <= shape[0]


@pytest.mark.parametrize(("side", "times"), [(20, 10), (99, 3), (199, 2), (200, 1), (900, 1)])
def test_a_small_picture_is_enlarged_in_proportion(side, times):
    grey = np.zeros((side, side // 2), np.uint8)
    assert View.of(grey, 200).grey.shape == (side * times, side // 2 * times)


def test_a_turn_counts_from_the_picture_not_from_the_turn_before():
    view = View(np.zeros((40, 60), np.uint8))
    assert view.turned(10).turned(3) == view.turned(3)
