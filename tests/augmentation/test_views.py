"""Views of an image, against SciPy's geometry."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import ndimage

from denselab.augmentation import VIEWS, View, seen


def by_scipy(image, view):
    """Each pixel of the view is fetched from where it was before it was moved."""
    angle, centre = math.radians(view.turned), (np.array(image.shape) - 1) / 2
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    matrix = turn / view.enlarged
    offset = centre - matrix @ centre - [view.down, view.right]
    return ndimage.affine_transform(image.astype(float), matrix, offset, order=1, mode="nearest")


@given(
    view=st.builds(
        View,
        st.floats(-3, 3),
        st.floats(-3, 3),
        st.floats(-180, 180),
        st.floats(0.5, 2),
    ),
    height=st.integers(1, 12),
    width=st.integers(1, 12),
)
def test_a_view_is_scipys_affine_transform(view, height, width):
    image = np.random.default_rng(height * 13 + width).integers(0, 256, (height, width), np.uint8)
    mine = np.asarray(seen(image.reshape(1, -1), view, height, width)).reshape(height, width)
    np.testing.assert_allclose(mine, by_scipy(image, view), atol=0.05)


def test_views_move_turn_and_enlarge_as_their_names_say():
    image = np.zeros((5, 5), np.uint8)
    image[1, 2] = 200  # above the centre

    def brightest(view):
        said = np.asarray(seen(image.reshape(1, -1), view, 5, 5)).reshape(5, 5)
        return np.unravel_index(said.argmax(), (5, 5))

    assert brightest(View(down=1)) == (2, 2)
    assert brightest(View(right=1)) == (1, 3)
    assert brightest(View(enlarged=2)) == (0, 2)
    assert brightest(View(turned=90)) in {(2, 1), (2, 3)}


@pytest.mark.parametrize(("name", "count"), [("one", 1), ("shifts", 9), ("poses", 17)])
def test_each_set_of_views_has_the_image_as_it_is_once(name, count):
    assert len(set(VIEWS[name])) == len(VIEWS[name]) == count
    assert VIEWS[name].count(View()) == 1
