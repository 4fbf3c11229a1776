"""From the settings of an augmentation to the program that distorts a batch."""

import math
from collections.abc import Callable, Sequence

import numpy as np

from denselab.augmentation.elastic import displacement_basis
from denselab.augmentation.warp import warp
from denselab.backend import jax
from denselab.random_bits import fold_in, normal, uniform
from denselab.settings import Augmentation

jnp = jax.numpy

#: ``(images, labels, key) -> images``: ``(batch, features)`` uint8, ``(batch,)`` and ``(2,)``
#: uint32 → ``(batch, features)`` float32 on the scale of the images.
Augment = Callable[[jax.Array, jax.Array, jax.Array], jax.Array]


def augmenter(
    settings: Augmentation, height: int, width: int, classes: Sequence[str] = ()
) -> Augment:
    """The program that distorts a batch of images, differently for each key.

    Args:
        settings: How strongly.
        height: Of the images, in pixels.
        width: The same.
        classes: Their names, among which may be those in ``settings.gentle``.

    Example:
        >>> augment = augmenter(Augmentation(shift=1.0), 2, 2)
        >>> images = jnp.array([[0, 0, 255, 255]], "uint8")
        >>> augment(images, jnp.array([3]), jnp.array([0, 1], "uint32")).shape
        (1, 4)
    """
    gentle = [index for index, name in enumerate(classes) if name in settings.gentle]
    places = _Places(settings, height, width, gentle)

    def augment(images: jax.Array, labels: jax.Array, key: jax.Array) -> jax.Array:
        rows, columns = places.drawn(labels, fold_in(key, 0))
        images = warp(images.reshape(-1, height, width), rows, columns)
        if settings.noise:
            images += 255 * settings.noise * normal(fold_in(key, 1), images.shape)
            images = jnp.clip(images, 0, 255)
        if settings.erase:
            images = _erased(images, settings.erase, height, width, fold_in(key, 2))
        return images

    return augment


class _Places:
    """Where each pixel of a distorted image comes from: one matrix product of a few draws."""

    def __init__(
        self, settings: Augmentation, height: int, width: int, gentle: Sequence[int]
    ) -> None:
        self._settings = settings
        self._gentle = jnp.array(gentle, "int32")
        row, column = np.divmod(np.arange(height * width), width)
        row, column = row - (height - 1) / 2, column - (width - 1) / 2  # from the centre
        elastic = np.empty((0, height * width))
        if settings.elastic:
            elastic = displacement_basis(height, width, settings.elastic, settings.smoothness)
        self._n_elastic = len(elastic)
        ones = np.ones(height * width)
        self._basis = jnp.asarray(np.stack([row, column, ones, *elastic]), "float32")
        self._centre = jnp.array([(height - 1) / 2, (width - 1) / 2], "float32")

    def drawn(self, labels: jax.Array, key: jax.Array) -> tuple[jax.Array, jax.Array]:
        """Rows and columns for a batch, ``(batch, height * width)`` float32 each."""
        n = len(labels)
        matrix = self._matrices(labels, fold_in(key, 0))  # (batch, 2, 2)
        shift = self._settings.shift * uniform(fold_in(key, 1), (n, 2)) + self._centre
        elastic = normal(fold_in(key, 2), (n, 2, self._n_elastic))
        weights = jnp.concatenate([matrix, shift[..., None], elastic], axis=2)  # (batch, 2, k)
        product = jnp.matmul(weights.reshape(2 * n, -1), self._basis)
        both = product.reshape(n, 2, -1)
        return both[:, 0], both[:, 1]

    def _matrices(self, labels: jax.Array, key: jax.Array) -> jax.Array:
        """From a place in the distorted image to one in the original, ``(batch, 2, 2)``.

        A sample is either turned or sheared.
        """
        settings = self._settings
        draws = uniform(key, (len(labels), 5))  # angle, which, height, width, mirror
        gentle = jnp.isin(labels, self._gentle)
        angle = jnp.where(gentle, 0.5, 1.0) * draws[:, 0]
        sheared = draws[:, 1] < _share_sheared(settings)
        turn = jnp.where(sheared, 0.0, angle * math.radians(settings.rotation))
        slant = jnp.where(sheared, jnp.tan(angle * math.radians(settings.shear)), 0.0)
        high, wide = (1 / (1 + settings.scale * draws[:, i]) for i in (2, 3))
        if settings.flip:
            wide *= jnp.where(draws[:, 4] < 0, -1.0, 1.0)
        cos, sin = jnp.cos(turn), jnp.sin(turn)
        of_rows = jnp.stack([high * cos, -high * sin], axis=1)
        of_columns = jnp.stack([wide * (sin + slant), wide * cos], axis=1)
        return jnp.stack([of_rows, of_columns], axis=1)


def _share_sheared(settings: Augmentation) -> float:
    """On the scale of `uniform`: half of the samples where both are asked for."""
    if not settings.shear:
        return -1.0
    return 0.0 if settings.rotation else 1.0


def _erased(images: jax.Array, share: float, height: int, width: int, key: jax.Array) -> jax.Array:
    """Sets a rectangle of each image to 0, its sides up to `share` of the image's."""
    n = len(images)
    draws = (uniform(key, (n, 4, 1)) + 1) / 2
    row, column = np.divmod(np.arange(height * width), width)
    tall, wide = share * draws[:, 0] * height, share * draws[:, 1] * width
    top, left = draws[:, 2] * (height - tall), draws[:, 3] * (width - wide)
    inside = (row >= top) & (row < top + tall) & (column >= left) & (column < left + wide)
    return jnp.where(inside, 0.0, images)
