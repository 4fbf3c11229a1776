"""The program that distorts a batch, as a whole."""

import functools

import numpy as np
import pytest
from scipy import ndimage, stats

from denselab.augmentation import augmenter
from denselab.backend import jax
from denselab.errors import FitError
from denselab.random_bits import fold_in
from denselab.settings import Augmentation
from denselab.study import AugmentationSettings

KEY = np.array([3, 4], "uint32")
DIGITS = Augmentation.of(AugmentationSettings(preset="digits"), "mnist")
CLASSES = tuple("0123456789")
SHAPES = [(28, 28), (16, 16), (64, 48), (1, 9), (9, 1)]
ALL = Augmentation(
    rotation=15.0, shear=15.0, scale=0.2, shift=1.0, elastic=20.0, smoothness=4.0, noise=0.1,
    erase=0.3, flip=True,
)  # fmt: skip


def images(n, shape, seed=0):
    return np.random.default_rng(seed).integers(0, 256, (n, np.prod(shape)), dtype=np.uint8)


def strokes(n):
    """Smooth blobs, so that whatever is moved is seen."""
    rng = np.random.default_rng(2)
    smooth = ndimage.gaussian_filter(rng.normal(size=(n, 28, 28)), 2, axes=(1, 2))
    return (255 * (smooth > 0)).astype("uint8").reshape(n, -1)


def distorted(x, settings, shape=(28, 28), key=KEY, labels=None):
    labels = np.zeros(len(x), "int32") if labels is None else labels
    return np.asarray(program(settings, shape)(x, labels, key))


@functools.cache
def program(settings, shape):
    return jax.jit(augmenter(settings, *shape, CLASSES))


@pytest.mark.parametrize("shape", SHAPES)
def test_with_everything_off_images_stay_as_they_are(shape):
    x = images(5, shape)
    result = distorted(x, Augmentation(), shape)
    assert result.dtype == "float32"
    np.testing.assert_array_equal(result, x)


@pytest.mark.parametrize("shape", SHAPES)
def test_images_of_any_shape_stay_within_their_range(shape):
    result = distorted(images(50, shape), ALL, shape)
    assert result.shape == (50, np.prod(shape))
    assert np.isfinite(result).all()
    assert (result >= 0).all()
    assert (result <= 255).all()


def test_the_strongest_settings_that_a_study_takes_are_survived():
    strong = {"rotation": 180.0, "shear": 60.0, "scale": 0.999, "shift": 1000.0, "elastic": 1000.0}
    asked = AugmentationSettings(**strong, smoothness=0.1, noise=1.0, erase=0.999, flip=True)
    result = distorted(images(50, (9, 7)), Augmentation.of(asked, "mnist"), (9, 7))
    assert ((result >= 0) & (result <= 255)).all()


def test_the_same_key_gives_the_same_images_and_any_other_does_not():
    x = strokes(20)
    once = distorted(x, DIGITS)
    np.testing.assert_array_equal(distorted(x, DIGITS), once)
    batches = [fold_in(KEY, number) for number in range(3)]
    epochs = [np.array([3, epoch], "uint32") for epoch in range(3)]
    for key in (*batches, *epochs):
        assert (np.abs(distorted(x, DIGITS, key=key) - once).max(axis=1) > 1).all()


def test_no_two_copies_of_an_image_are_alike():
    copies = distorted(np.repeat(strokes(1), 1000, axis=0), DIGITS)
    assert len(np.unique(np.rint(copies), axis=0)) == 1000


def test_a_smaller_batch_is_distorted_as_well():
    x = strokes(13)
    assert (np.abs(distorted(x, DIGITS) - x).max(axis=1) > 10).all()
    assert distorted(x[:1], DIGITS).shape == (1, 784)


def test_gentle_classes_are_turned_half_as_far():
    dot = np.zeros((41, 41))
    dot[20, 32] = 255
    dot = np.rint(10 * ndimage.gaussian_filter(dot, 1.5)).astype("uint8").reshape(1, -1)
    x, labels = np.tile(dot, (600, 1)), np.repeat([1, 7, 3], 200)
    settings = Augmentation(rotation=30.0, gentle=("1", "7", "no class"))
    turned = distorted(x, settings, (41, 41), labels=labels).reshape(-1, 41, 41)
    down = np.array([ndimage.center_of_mass(image)[0] for image in turned]) - 20
    angles = np.abs(np.degrees(np.arcsin(down / 12)))  # of 200 each
    for gentle in (angles[:200], angles[200:400]):
        assert 14 < gentle.max() < 15.3
    assert 28 < angles[400:].max() < 30.3


def test_noise_is_normal_and_of_the_share_of_full_brightness_asked_for():
    grey = np.full((200, 784), 128, "uint8")
    noise = distorted(grey, Augmentation(noise=0.05)) - 128
    assert stats.kstest(noise.ravel() / (0.05 * 255), "norm").pvalue > 1e-6
    apart = [np.corrcoef(noise[:-1].ravel(), noise[1:].ravel())[0, 1]]
    apart.append(np.corrcoef(noise[:, :-1].ravel(), noise[:, 1:].ravel())[0, 1])
    assert np.abs(apart).max() < 6 / np.sqrt(noise.size)


def test_noise_makes_nothing_darker_than_black_or_brighter_than_white():
    for level in (0, 255):
        noisy = distorted(np.full((20, 784), level, "uint8"), Augmentation(noise=0.5))
        assert (noisy.min(), noisy.max()) == (0, 255)
        assert (noisy == level).mean() == pytest.approx(0.5, abs=0.02)


@pytest.mark.parametrize(("height", "width", "share"), [(28, 28, 0.4), (64, 48, 0.25), (9, 5, 0.9)])
def test_what_is_erased_is_a_rectangle_no_larger_than_asked_for(height, width, share):
    n = 2000
    white = np.full((n, height * width), 255, "uint8")
    erased = distorted(white, Augmentation(erase=share), (height, width)) == 0
    erased = erased.reshape(n, height, width)
    rows, columns = erased.any(axis=2), erased.any(axis=1)
    np.testing.assert_array_equal(erased, rows[:, :, None] & columns[:, None, :])
    for line, length in ((rows, height), (columns, width)):
        assert (np.abs(np.diff(line.astype("int8"), axis=1)).sum(axis=1) <= 2).all()  # one piece
        assert np.floor(share * length) <= line.sum(axis=1).max() <= np.ceil(share * length)
        first, last = int(line[:, 0].sum()), int(line[:, -1].sum())
        assert stats.binomtest(first, first + last).pvalue > 1e-6  # both ends are reached as often


def test_outside_of_what_is_erased_images_stay_as_they_are():
    x = np.maximum(images(100, (28, 28)), 1)
    result = distorted(x, Augmentation(erase=0.5))
    assert ((result == x) | (result == 0)).all()
    assert 0 < (result == 0).mean() < 0.25


@pytest.mark.parametrize("dtype", ["float32", "int32"])
def test_anything_but_bytes_is_refused(dtype):
    with pytest.raises(FitError, match=f"uint8, these are {dtype}"):
        distorted(images(2, (28, 28)).astype(dtype), DIGITS)
