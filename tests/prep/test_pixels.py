"""Images to rows of numbers between 0 and 1."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from denselab.errors import DataError, NotFittedError
from denselab.prep import Pixels
from denselab.prep.placement import Frame, Placement, ground

images = arrays(np.uint8, array_shapes(min_dims=3, max_dims=3, max_side=6))


@given(x=images)
def test_flattens_and_scales(x):
    pixels = Pixels().fit(x)
    rows = pixels.transform(x)
    assert rows.dtype == np.float32
    assert rows.shape == (len(x), x.shape[1] * x.shape[2])
    expected = x.reshape(len(x), -1) / max(1, x.max())
    np.testing.assert_allclose(rows, expected, rtol=1e-6)
    assert np.array_equal(pixels.inputs(x) * np.float32(pixels.scale_), rows)
    assert pixels.inputs(x).dtype == np.uint8


def test_learns_from_training_images_alone():
    train = np.full((3, 2, 2), 100, np.uint8)
    brighter = np.full((1, 2, 2), 250, np.uint8)
    pixels = Pixels().fit(train)
    assert pixels.transform(brighter).max() == pytest.approx(2.5)
    assert pixels.scale_ == 1 / 100


def test_mnist_is_divided_by_255(mnist_5k_splits):
    assert Pixels().fit(mnist_5k_splits.x_train).scale_ == 1 / 255


@given(x=images)
def test_survives_being_saved(x):
    fitted = Pixels().fit(x)
    restored = Pixels.from_json(json.loads(json.dumps(fitted.to_json())))
    assert np.array_equal(restored.transform(x), fitted.transform(x))


@pytest.mark.parametrize("use", ["inputs", "transform"])
def test_use_before_fit_is_refused(use):
    with pytest.raises(NotFittedError, match="before fit"):
        getattr(Pixels(), use)(np.zeros((1, 2, 2), np.uint8))
    with pytest.raises(NotFittedError, match="before fit"):
        Pixels().to_json()


@pytest.mark.parametrize(
    "x", [np.zeros((0, 2, 2), np.uint8), np.zeros((3, 2, 2)), np.zeros((3, 4), np.uint8)]
)
def test_fits_nothing_but_images(x):
    with pytest.raises(DataError, match="uint8"):
        Pixels().fit(x)


@pytest.mark.parametrize(
    "x", [np.zeros((1, 2, 3), np.uint8), np.zeros((1, 2, 2)), np.zeros((2, 2))]
)
def test_other_images_than_in_training_are_refused(x):
    with pytest.raises(DataError, match=r"\(n, 2, 2\) uint8 as in training"):
        Pixels().fit(np.ones((3, 2, 2), np.uint8)).transform(x)


@pytest.mark.parametrize(
    "learned", [{"kind": "words"}, {}, {"kind": "pixels"}, {"kind": "pixels", "input_shape": [2]}]
)
def test_another_description_is_refused(learned):
    with pytest.raises(DataError, match="preprocessing"):
        Pixels.from_json(learned)


@given(x=images, shape=st.tuples(st.integers(1, 5), st.integers(7, 9)))
def test_images_of_another_size_are_brought_to_where_the_others_lie(x, shape):
    like = Frame(shape, (shape[0] / 2, 3.0), (0.3, 2.0))
    pixels = Pixels(like).fit(x)
    assert (pixels.input_shape_, pixels.shape_) == (x.shape[1:], shape)
    expected = Placement.between(Frame.of(x), like, ground(x)).apply(x)
    np.testing.assert_array_equal(pixels.inputs(x), expected.reshape(len(x), -1))
    restored = Pixels.from_json(json.loads(json.dumps(pixels.to_json())))
    np.testing.assert_array_equal(restored.transform(x), pixels.transform(x))
    assert restored.shape_ == shape


@given(x=images)
def test_images_of_the_same_size_stay_where_they_are(x):
    pixels = Pixels(Frame(x.shape[1:], (0.5, 0.5), (0.1, 0.1))).fit(x)
    np.testing.assert_array_equal(pixels.inputs(x), x.reshape(len(x), -1))


def test_a_description_without_a_placement_moves_nothing():
    restored = Pixels.from_json({"kind": "pixels", "input_shape": [2, 3], "scale": 0.5})
    assert restored.inputs(np.ones((1, 2, 3), np.uint8)).tolist() == [[1] * 6]
