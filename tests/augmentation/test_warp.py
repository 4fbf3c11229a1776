"""Bilinear interpolation against SciPy's."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage

from denselab.augmentation import warp as room
from denselab.backend import jax

warp = jax.jit(room.warp)
shapes = st.sampled_from([(28, 28), (1, 1), (1, 40), (40, 1), (2, 3), (64, 48), (17, 5)])
seeds = st.integers(0, 2**32 - 1)


def some(seed, n, height, width):
    """Images, and places in and around them."""
    rng = np.random.default_rng(seed)
    images = rng.integers(0, 256, (n, height, width), dtype=np.uint8)
    rows, columns = (
        rng.uniform(-side, 2 * side, (n, height * width)).astype("float32")
        for side in (height, width)
    )
    return images, rows, columns


@settings(max_examples=50)
@given(seeds, shapes)
def test_it_is_scipys(seed, shape):
    images, rows, columns = some(seed, 3, *shape)
    expected = [
        ndimage.map_coordinates(image.astype("float64"), [r, c], order=1, mode="nearest")
        for image, r, c in zip(images, rows, columns, strict=True)
    ]
    result = warp(images, rows, columns)
    assert result.dtype == "float32"
    np.testing.assert_allclose(result, expected, atol=1e-3)


@settings(max_examples=20)
@given(seeds, shapes)
def test_at_the_pixels_themselves_it_is_exact(seed, shape):
    images, rows, columns = some(seed, 3, *shape)
    rows, columns = (
        np.clip(np.rint(places), 0, side - 1)
        for places, side in zip((rows, columns), shape, strict=True)
    )
    expected = images[np.arange(3)[:, None], rows.astype(int), columns.astype(int)]
    np.testing.assert_array_equal(warp(images, rows, columns), expected)


def test_places_far_away_show_the_edge():
    image = np.array([[[1, 2], [3, 4]]], np.uint8)
    far = np.float32(1e30)
    rows, columns = np.array([[-far, -far, far, far]]), np.array([[-far, far, -far, far]])
    np.testing.assert_array_equal(warp(image, rows, columns), [[1, 2, 3, 4]])
