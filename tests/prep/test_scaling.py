"""Images are brought to another size as Pillow does it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from PIL import Image

from denselab.prep.scaling import scaled

images = arrays(np.uint8, array_shapes(min_dims=3, max_dims=3, min_side=1, max_side=9))
shapes = st.tuples(st.integers(1, 20), st.integers(1, 20))


@given(images, shapes)
def test_it_is_pillows_bilinear_but_for_rounding(x, shape):
    """Pillow rounds after each axis, to the next level; so a level may lie between."""
    height, width = shape
    pillows = [Image.fromarray(image).resize((width, height), Image.BILINEAR) for image in x]
    difference = scaled(x, shape).astype(int) - np.stack([np.asarray(image) for image in pillows])
    assert np.abs(difference).max() <= 1


@given(images)
def test_the_same_shape_changes_nothing(x):
    np.testing.assert_array_equal(scaled(x, x.shape[1:]), x)


@given(st.integers(0, 255), shapes, shapes)
def test_an_even_ground_stays_even(level, shape, new):
    assert (scaled(np.full((1, *shape), level, np.uint8), new) == level).all()


@pytest.mark.parametrize("shape", [(16, 16), (40, 20)])
def test_more_images_than_fit_at_a_time_are_each_scaled(shape, monkeypatch):
    x = np.random.default_rng(0).integers(0, 256, (10, 28, 28), np.uint8)
    whole = scaled(x, shape)
    monkeypatch.setattr("denselab.prep.scaling._AT_A_TIME", 3)
    np.testing.assert_array_equal(scaled(x, shape), whole)
