import numpy as np

from denselab.augmentation import augmenter, copies
from denselab.seeds import stream
from denselab.settings import Augmentation

CLASSES = ("one", "two", "three")
SETTINGS = Augmentation(rotation=20.0, shift=2.0, noise=0.1, gentle=("two",))
X = np.random.default_rng(0).integers(0, 256, (7, 12, 20), dtype=np.uint8)
Y = np.array([2, 2, 0, 1, 1, 0, 2])
FIRST = X[[2, 3, 0]]


def test_the_first_of_each_class_stands_before_what_training_would_see():
    shown = copies(X, Y, SETTINGS, CLASSES, seed=5)
    assert (shown.shape, shown.dtype) == ((3, 9, 12, 20), np.uint8)
    np.testing.assert_array_equal(shown[:, 0], FIRST)
    augment = augmenter(SETTINGS, 12, 20, CLASSES)
    key = np.array([stream(5, "copies"), 0], "uint32")
    rows = np.repeat(FIRST, 8, axis=0).reshape(24, -1)
    seen = augment(rows, np.repeat([0, 1, 2], 8), key)
    np.testing.assert_allclose(shown[:, 1:].reshape(24, -1), seen, atol=0.51)


def test_the_seed_decides_and_no_copy_is_like_another():
    once, again, other = (copies(X, Y, SETTINGS, CLASSES, seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(once, again)
    assert len(np.unique(np.concatenate([once, other]).reshape(54, -1), axis=0)) == 3 + 2 * 24
