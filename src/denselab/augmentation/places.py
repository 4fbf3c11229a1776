"""Where each pixel of a distorted image comes from: one matrix product of a few draws."""

from collections.abc import Callable

import numpy as np

from denselab.augmentation.affine import matrices
from denselab.augmentation.elastic import displacement_basis
from denselab.backend import jax
from denselab.random_bits import fold_in, normal, uniform
from denselab.settings import Augmentation

jnp = jax.numpy

#: ``(gentle, key) -> (rows, columns)``: ``(batch,)`` bool and ``(2,)`` uint32 → for each pixel of
#: each distorted image the place in the original, ``(batch, height * width)`` float32 twice.
Places = Callable[[jax.Array, jax.Array], tuple[jax.Array, jax.Array]]


def places(settings: Augmentation, height: int, width: int) -> Places:
    """The program that draws places in images of `height` × `width` pixels.

    Raises:
        StudyError: The elastic distortion is too fine for images so large.
    """
    middle = jnp.asarray(centre(height, width), "float32")  # (2, 1)
    elastic = np.empty((0, height * width))
    if settings.elastic:
        elastic = displacement_basis(height, width, settings.elastic, settings.smoothness)
    both = np.concatenate([affine_basis(height, width), elastic])
    basis = jnp.asarray(both, "float32")  # (3 + k, height * width)

    def drawn(gentle: jax.Array, key: jax.Array) -> tuple[jax.Array, jax.Array]:
        n = len(gentle)
        matrix = matrices(settings, gentle, fold_in(key, 0))  # (batch, 2, 2)
        shift = settings.shift * uniform(fold_in(key, 1), (n, 2, 1)) + middle
        bends = normal(fold_in(key, 2), (n, 2, len(elastic)))
        weights = jnp.concatenate([matrix, shift, bends], axis=2).reshape(2 * n, -1)
        # Accelerators would round the places to a few hundredths of a pixel otherwise.
        both = jnp.matmul(weights, basis, precision="highest").reshape(n, 2, -1)
        return both[:, 0], both[:, 1]

    return drawn


def centre(height: int, width: int) -> np.ndarray:
    """Row and column of the middle of an image, ``(2, 1)``."""
    return np.array([[height - 1], [width - 1]]) / 2


def affine_basis(height: int, width: int) -> np.ndarray:
    """The place of each pixel from the centre, and ones, ``(3, height * width)``.

    A turn and a shift ``(2, 3)`` times this is where each pixel of the turned and shifted image
    comes from.

    Example:
        >>> affine_basis(1, 3)
        array([[ 0.,  0.,  0.],
               [-1.,  0.,  1.],
               [ 1.,  1.,  1.]])
    """
    pixels = np.indices((height, width)).reshape(2, -1)
    return np.concatenate([pixels - centre(height, width), np.ones((1, height * width))])
