"""Smooth random displacements: what a hand does to a letter from one time to the next.

Simard et al. move every pixel by random numbers that a Gaussian filter has smoothed. Smoothing
leaves little of 28 × 28 numbers: seen from the eigenvectors of the filter, all but some forty have
vanished, and random numbers are as random from there as from anywhere. So only those few are drawn,
and one matrix product turns them into the displacements of all pixels.

Source: P. Simard, D. Steinkraus, J. Platt, Best Practices for Convolutional Neural Networks Applied
to Visual Document Analysis (2003).
"""

import numpy as np

from denselab.errors import StudyError

#: Eigenvectors of the filter that keep less than this share of a random number are left out.
_LEAST = 1e-3
#: Standard deviation of a number spread evenly from -1 to 1, which Simard et al. smooth.
_SPREAD = 3**-0.5
#: Numbers in the largest basis; it takes 128 MB, and a product with it in every batch.
_MOST = 2**25


def displacement_basis(height: int, width: int, alpha: float, sigma: float) -> np.ndarray:
    """What standard normal numbers are multiplied by to become displacements.

    Args:
        height: Of the images, in pixels.
        width: The same.
        alpha: Scale of the displacements, in pixels: that of the smoothed numbers in [-1, 1].
        sigma: Standard deviation of the Gaussian filter, in pixels; beyond the image are zeros.

    Returns:
        ``(k, height * width)`` float32; ``normal(k) @ basis`` moves each pixel along one axis.

    Raises:
        StudyError: `sigma` is so small in images so large that the basis would be huge.

    Example:
        >>> displacement_basis(28, 28, alpha=37, sigma=5.5).shape
        (49, 784)
    """
    down, across = _smoothed(height, sigma), _smoothed(width, sigma)
    if down.size * across.size > _MOST:
        raise StudyError(
            f"augmentation.smoothness: should be larger for images of {height} × {width} pixels, "
            f"about a fifth of a side, got {sigma:g}"
        )
    basis = np.kron(down, across)  # (k, height * width)
    return (alpha * _SPREAD * basis).astype(np.float32)


def _smoothed(length: int, sigma: float) -> np.ndarray:
    """Eigenvectors of a Gaussian filter over a line, times their eigenvalues: ``(k, length)``."""
    places = np.arange(length)
    reach = np.arange(-round(6 * sigma), round(6 * sigma) + 1)
    weights = np.exp(-((places[:, None] - places) ** 2) / (2 * sigma**2))
    weights /= np.exp(-(reach**2) / (2 * sigma**2)).sum()
    left, vectors = np.linalg.eigh(weights)
    kept = left > _LEAST * left.max()
    return (vectors[:, kept] * left[kept]).T
