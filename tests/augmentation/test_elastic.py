"""The elastic displacements against Simard's recipe, carried out by SciPy."""

import numpy as np
import pytest
from scipy import ndimage, stats

from denselab.augmentation.elastic import displacement_basis
from denselab.augmentation.places import places
from denselab.errors import StudyError
from denselab.settings import Augmentation

SIZES = [(28, 28, 5.5), (16, 16, 3.0), (20, 12, 1.0), (1, 9, 2.0), (9, 9, 0.1)]


def smoothing(height, width, sigma):
    """The Gaussian filter as a matrix: each row is a pixel alone, smoothed."""
    pixels = np.eye(height * width).reshape(-1, height, width)
    smoothed = ndimage.gaussian_filter(pixels, sigma, mode="constant", truncate=6, axes=(1, 2))
    return smoothed.reshape(height * width, -1)


@pytest.mark.parametrize(("height", "width", "sigma"), SIZES)
def test_displacements_have_the_covariance_of_smoothed_random_numbers(height, width, sigma):
    """What is left out is, along each axis, less than (1e-3)² of the largest variance."""
    alpha = 37.0
    basis = displacement_basis(height, width, alpha, sigma).astype("float64")
    filter_ = smoothing(height, width, sigma)
    exact = alpha**2 / 3 * filter_.T @ filter_  # a number spread over [-1, 1] has variance 1/3
    largest = np.linalg.eigvalsh(exact)[-1]
    np.testing.assert_allclose(basis.T @ basis, exact, rtol=0, atol=3e-6 * largest)


@pytest.mark.parametrize(("height", "width", "sigma"), SIZES)
def test_as_many_eigenvectors_are_kept_as_are_worth_it(height, width, sigma):
    kept = 1
    for side in (height, width):
        values = np.linalg.eigvalsh(
            ndimage.gaussian_filter1d(np.eye(side), sigma, mode="constant", truncate=6)
        )
        kept *= int((values > 1e-3 * values[-1]).sum())
    assert len(displacement_basis(height, width, 1.0, sigma)) == kept


def drawn(n=3000, **settings):
    """Displacements along both axes: (n, 28, 28) twice."""
    draw = places(Augmentation(**settings), 28, 28)
    found = draw(np.zeros(n, bool), np.array([1, 2], "uint32"))
    return [
        np.asarray(f).reshape(n, 28, 28) - own
        for f, own in zip(found, np.mgrid[:28, :28], strict=True)
    ]


def test_pixels_are_moved_as_by_simards_recipe():
    down, across = drawn(elastic=37.0, smoothness=5.5)
    noise = np.random.default_rng(0).uniform(-1, 1, (3000, 28, 28))
    recipe = 37.0 * ndimage.gaussian_filter(noise, 5.5, mode="constant", axes=(1, 2))
    for place in ((14, 14), (0, 0), (3, 20)):
        mine, theirs = down[:, *place], recipe[:, *place]
        assert stats.ks_2samp(mine, theirs).pvalue > 1e-6
        assert stats.ks_2samp(across[:, *place], theirs).pvalue > 1e-6
        assert abs(np.corrcoef(mine, across[:, *place])[0, 1]) < 6 / np.sqrt(3000)


def test_twice_as_strong_is_twice_as_far():
    for once, twice in zip(drawn(elastic=10.0), drawn(elastic=20.0), strict=True):
        np.testing.assert_allclose(2 * once, twice, atol=1e-4)


def test_without_it_nothing_is_bent():
    for moved in drawn(elastic=0.0):
        np.testing.assert_array_equal(moved, np.zeros_like(moved))


def test_a_basis_that_would_be_huge_is_refused():
    with pytest.raises(StudyError, match=r"augmentation\.smoothness: .* 128 × 128 .*, got 1$"):
        displacement_basis(128, 128, 37.0, 1.0)
