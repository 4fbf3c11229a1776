"""The matrices: what they may be, how often, and that they are what SciPy does with them."""

import numpy as np
import pytest
from scipy import ndimage, stats

from denselab.augmentation import augmenter
from denselab.augmentation.affine import matrices
from denselab.backend import jax
from denselab.random_bits import fold_in, uniform
from denselab.settings import Augmentation

N = 4000
KEY = np.array([3, 4], "uint32")


def drawn(gentle=False, key=KEY, **settings):
    flags = np.full(N, gentle)
    return np.asarray(matrices(Augmentation(**settings), flags, key), "float64")  # (N, 2, 2)


def evenly(numbers, low, high):
    """Whether numbers are spread evenly from `low` to `high`, and never exceed them."""
    assert low <= numbers.min() <= numbers.max() <= high
    assert stats.kstest(numbers, stats.uniform(low, high - low).cdf).pvalue > 1e-6


def rotation(matrix):
    """Degrees, of matrices that are pure rotations."""
    unit = np.broadcast_to(np.eye(2), matrix.shape)
    np.testing.assert_allclose(matrix @ matrix.swapaxes(1, 2), unit, atol=1e-6)
    assert (np.linalg.det(matrix) > 0).all()
    return np.degrees(np.arctan2(matrix[:, 1, 0], matrix[:, 0, 0]))


@pytest.mark.parametrize("degrees", [5.0, 15.0, 180.0])
def test_rotations_are_even_up_to_the_degrees_asked_for(degrees):
    evenly(rotation(drawn(rotation=degrees)), -degrees, degrees)


def test_slants_are_even_up_to_the_degrees_asked_for():
    matrix = drawn(shear=20.0)
    np.testing.assert_array_equal(matrix[:, 0], np.tile([1.0, 0.0], (N, 1)))  # rows stay rows
    np.testing.assert_array_equal(matrix[:, 1, 1], 1)
    evenly(np.degrees(np.arctan(matrix[:, 1, 0])), -20, 20)


def test_height_and_width_are_stretched_evenly_and_apart_from_one_another():
    matrix = drawn(scale=0.3)
    assert (matrix[:, 0, 1] == 0).all()
    assert (matrix[:, 1, 0] == 0).all()
    height, width = 1 / matrix[:, 0, 0], 1 / matrix[:, 1, 1]
    evenly(height, 0.7 - 1e-6, 1.3 + 1e-6)
    evenly(width, 0.7 - 1e-6, 1.3 + 1e-6)
    assert abs(np.corrcoef(height, width)[0, 1]) < 6 / np.sqrt(N)


def test_half_are_mirrored_left_to_right():
    matrix = drawn(flip=True)
    sides = matrix[:, 1, 1]
    np.testing.assert_array_equal(np.abs(matrix), np.tile(np.eye(2), (N, 1, 1)))
    assert (matrix[:, 0, 0] == 1).all()
    assert stats.binomtest(int((sides < 0).sum()), N).pvalue > 1e-6


def test_a_sample_is_rotated_or_slanted_and_never_both():
    matrix = drawn(rotation=30.0, shear=20.0)
    slanted = (matrix[:, 0] == [1, 0]).all(axis=1)
    assert stats.binomtest(int(slanted.sum()), N).pvalue > 1e-6
    assert (matrix[slanted, 1, 1] == 1).all()
    evenly(np.degrees(np.arctan(matrix[slanted, 1, 0])), -20, 20)
    evenly(rotation(matrix[~slanted]), -30, 30)


def test_gentle_samples_get_half_the_angles_and_whole_stretches():
    evenly(rotation(drawn(gentle=True, rotation=15.0)), -7.5, 7.5)
    slant = drawn(gentle=True, shear=15.0)[:, 1, 0]
    evenly(np.degrees(np.arctan(slant)), -7.5, 7.5)
    np.testing.assert_array_equal(drawn(gentle=True, scale=0.3), drawn(scale=0.3))


def test_all_at_once_keep_their_limits():
    """From the original to the distorted image the columns are as long as the stretches."""
    forth = np.linalg.inv(drawn(rotation=15.0, scale=0.2, flip=True))
    evenly(np.linalg.norm(forth, axis=1)[:, 0], 0.8 - 1e-6, 1.2 + 1e-6)
    evenly(np.linalg.norm(forth, axis=1)[:, 1], 0.8 - 1e-6, 1.2 + 1e-6)
    np.testing.assert_allclose((forth[:, :, 0] * forth[:, :, 1]).sum(axis=1), 0, atol=1e-6)
    evenly(np.degrees(np.arctan2(-forth[:, 1, 0], forth[:, 0, 0])), -15, 15)


@pytest.mark.parametrize("shape", [(28, 28), (64, 48), (1, 9)])
@pytest.mark.parametrize("settings", [
    {"rotation": 40.0, "shift": 3.0}, {"shear": 30.0},
    {"rotation": 15.0, "shear": 15.0, "scale": 0.2, "shift": 2.0, "flip": True},
])  # fmt: skip
def test_images_are_transformed_as_by_scipy(shape, settings):
    images = np.random.default_rng(0).integers(0, 256, (8, *shape), dtype=np.uint8)
    asked = Augmentation(**settings)
    augment = jax.jit(augmenter(asked, *shape))
    distorted = np.asarray(augment(images.reshape(8, -1), np.zeros(8, "int32"), KEY))
    places = fold_in(KEY, 0)
    matrix = np.asarray(matrices(asked, np.zeros(8, bool), fold_in(places, 0)))
    shift = asked.shift * np.asarray(uniform(fold_in(places, 1), (8, 2, 1)))[..., 0]
    centre = (np.array(shape) - 1) / 2
    for image, result, back, moved in zip(images, distorted, matrix, shift, strict=True):
        expected = ndimage.affine_transform(
            image.astype("float64"), back, centre + moved - back @ centre, order=1, mode="nearest"
        )
        np.testing.assert_allclose(result.reshape(shape), expected, atol=0.02)


def centre_of(image):
    """Of its light, from the centre of the image: rows down, columns to the right."""
    return np.array(ndimage.center_of_mass(image)) - (np.array(image.shape) - 1) / 2


def distorted(image, n=200, **settings):
    augment = jax.jit(augmenter(Augmentation(**settings), *image.shape))
    rows = np.tile(image.reshape(1, -1), (n, 1))
    return np.asarray(augment(rows, np.zeros(n, "int32"), KEY)).reshape(n, *image.shape)


def dot(down, across, size=41):
    image = np.zeros((size, size))
    image[size // 2 + down, size // 2 + across] = 255
    return np.rint(ndimage.gaussian_filter(image, 1.5) * 10).astype(np.uint8)


def test_a_dot_goes_round_the_centre_by_degrees():
    places = np.array([centre_of(image) for image in distorted(dot(0, 12), rotation=30.0)])
    np.testing.assert_allclose(np.linalg.norm(places, axis=1), 12, atol=0.1)
    evenly(np.degrees(np.arctan2(places[:, 0], places[:, 1])), -30.3, 30.3)


def test_an_upright_line_is_slanted_by_degrees():
    image = np.zeros((41, 41), np.uint8)
    image[5:36, 20] = 255
    tops, feet = (
        np.array([ndimage.center_of_mass(i[[row]])[1] for i in distorted(image, shear=25.0)])
        for row in (10, 30)
    )
    np.testing.assert_allclose(tops + feet, 40, atol=0.01)  # about the centre
    evenly(np.degrees(np.arctan((tops - feet) / 20)), -25.3, 25.3)


def test_a_shift_is_in_pixels_along_each_axis():
    places = np.array([centre_of(image) for image in distorted(dot(0, 0), shift=3.0)])
    for axis in (0, 1):
        evenly(places[:, axis], -3.05, 3.05)
    assert abs(np.corrcoef(places.T)[0, 1]) < 0.3


def test_a_dot_goes_out_and_in_by_the_share_that_the_image_is_stretched():
    across = np.array([centre_of(image)[1] for image in distorted(dot(0, 12), scale=0.25)])
    down = np.array([centre_of(image)[0] for image in distorted(dot(12, 0), scale=0.25)])
    evenly(across / 12, 0.745, 1.255)
    evenly(down / 12, 0.745, 1.255)


def test_mirroring_is_exact():
    image = np.random.default_rng(1).integers(0, 256, (10, 14), dtype=np.uint8)
    ways = {image.tobytes(), image[:, ::-1].tobytes()}
    assert {i.astype("uint8").tobytes() for i in distorted(image, flip=True)} == ways
