"""The seal of the test set, and the hashes that do not break it."""

import numpy as np
import pytest

from denselab.data import SealedTest
from denselab.data.samples import digests
from denselab.errors import SealedTestError


@pytest.fixture
def images():
    return np.random.default_rng(0).integers(0, 2, (500, 2, 4), dtype=np.uint8)


def test_opens_once(images):
    y = np.arange(500, dtype=np.int32)
    test = SealedTest(images, y)
    assert test.opened_by is None
    assert "sealed" in repr(test)
    x_opened, y_opened = test.open("mlp")
    assert np.array_equal(x_opened, images)
    assert np.array_equal(y_opened, y)
    assert test.opened_by == "mlp"
    with pytest.raises(SealedTestError, match="'mlp'; 'tuned' cannot"):
        test.open("tuned")
    assert test.opened_by == "mlp"


def test_may_be_counted_and_hashed_while_sealed(images):
    test = SealedTest(images, np.zeros(500, np.int32))
    assert len(test) == 500
    assert np.array_equal(test.digests(), digests(images))
    assert test.opened_by is None


def test_digests_agree_exactly_where_images_do(images):
    hashes = digests(images)
    same = hashes[:, None] == hashes[None, :]
    rows = images.reshape(500, -1)
    assert np.array_equal(same, (rows[:, None] == rows[None, :]).all(axis=2))
    assert same.sum() > 500  # of 256 possible images, some occur twice


def test_digests_do_not_depend_on_how_the_array_lies(images):
    strided = np.repeat(images, 2, axis=0)[::2]
    assert np.array_equal(digests(strided), digests(images))
    assert np.array_equal(digests(np.asfortranarray(images)), digests(images))
