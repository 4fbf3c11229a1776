"""The data of a training: how wide they are, and both parts as one."""

import numpy as np
import pytest

from denselab.errors import FitError
from denselab.prep.encoding import Listed, Scaled
from denselab.training import Arrays

WEIGHTS = Listed(np.arange(1, 5, dtype=np.float32), binary=False, normalised=False)
SHORT = np.array([[1 << 8 | 2], [3 << 8 | 1]], np.uint32)
LONG = np.array([[1 << 8 | 1, 2 << 8 | 5, 3 << 8 | 1]], np.uint32)


def texts(train, validation) -> Arrays:
    y, z = np.arange(len(train)) % 2, np.arange(len(validation)) % 2
    return Arrays(train, y, validation, z, WEIGHTS, ("bad", "good"))


@pytest.mark.parametrize(("train", "validation"), [(SHORT, LONG), (LONG, SHORT)])
def test_lists_of_other_lengths_are_joined_and_mean_the_same(train, validation):
    arrays = texts(train, validation)
    joined = arrays.everything()
    expected = np.concatenate([WEIGHTS.dense(train), WEIGHTS.dense(validation)])
    np.testing.assert_array_equal(WEIGHTS.dense(joined.x_train), expected)
    np.testing.assert_array_equal(joined.y_train, [*arrays.y_train, *arrays.y_validation])
    assert joined.x_validation is validation


def test_a_list_is_as_wide_as_there_are_words():
    arrays = texts(SHORT, LONG)
    assert arrays.n_inputs == 4
    np.testing.assert_array_equal(arrays.lit, np.arange(4))


def test_numbers_are_joined_as_they_are():
    x, z = np.ones((3, 2), np.float16), np.zeros((1, 2), np.float16)
    arrays = Arrays(x, np.zeros(3), z, np.ones(1), Scaled(1.0), ("no", "yes"))
    np.testing.assert_array_equal(arrays.everything().x_train, np.concatenate([x, z]))


def test_only_images_have_a_shape():
    with pytest.raises(FitError, match="augmentation: only images can be distorted"):
        texts(SHORT, LONG).shape_of_images("augmentation")
