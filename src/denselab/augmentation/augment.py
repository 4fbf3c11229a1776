"""From the settings of an augmentation to the program that distorts a batch."""

from collections.abc import Callable, Sequence

import numpy as np

from denselab.augmentation.places import places
from denselab.augmentation.warp import warp
from denselab.backend import jax
from denselab.errors import FitError
from denselab.random_bits import fold_in, normal, uniform
from denselab.settings import Augmentation

jnp = jax.numpy

#: ``(images, labels, key) -> images``: ``(batch, features)`` uint8, ``(batch,)`` and ``(2,)``
#: uint32 → ``(batch, features)`` float32 on the scale of the images.
Augment = Callable[[jax.Array, jax.Array, jax.Array], jax.Array]


def augmenter(
    settings: Augmentation, height: int, width: int, classes: Sequence[str] = ()
) -> Augment:
    """The program that distorts a batch of images, each in its own way, differently for each key.

    Args:
        settings: How strongly.
        height: Of the images, in pixels.
        width: The same.
        classes: Their names, among which may be those in ``settings.gentle``.

    Raises:
        StudyError: The elastic distortion is too fine for images so large.
        FitError: When it is called with anything else than uint8 pixels.

    Example:
        >>> augment = augmenter(Augmentation(shift=1.0), 2, 2)
        >>> images = jnp.array([[0, 0, 255, 255]], "uint8")
        >>> augment(images, jnp.array([3]), jnp.array([0, 1], "uint32")).shape
        (1, 4)
    """
    gentle = jnp.array([i for i, name in enumerate(classes) if name in settings.gentle], "int32")
    draw = places(settings, height, width)

    def augment(images: jax.Array, labels: jax.Array, key: jax.Array) -> jax.Array:
        if images.dtype != jnp.uint8:
            raise FitError(f"augmentation distorts pixels of uint8, these are {images.dtype}")
        rows, columns = draw(jnp.isin(labels, gentle), fold_in(key, 0))
        distorted = warp(images.reshape(-1, height, width), rows, columns)
        if settings.noise:
            distorted += 255 * settings.noise * normal(fold_in(key, 1), distorted.shape)
            distorted = jnp.clip(distorted, 0, 255)
        if settings.erase:
            erased = _rectangles(settings.erase, len(images), height, width, fold_in(key, 2))
            distorted = jnp.where(erased, 0.0, distorted)
        return distorted

    return augment


def _rectangles(share: float, n: int, height: int, width: int, key: jax.Array) -> jax.Array:
    """Which pixels lie in a rectangle whose sides are up to `share` of the image's, at random.

    Returns:
        ``(n, height * width)`` bool.
    """
    tall, wide, down, across = ((uniform(fold_in(key, i), (n, 1)) + 1) / 2 for i in range(4))
    row, column = np.divmod(np.arange(height * width), width)
    return _between(row, height, share * tall, down) & _between(column, width, share * wide, across)


def _between(place: np.ndarray, length: int, share: jax.Array, start: jax.Array) -> jax.Array:
    """Which pixels have their middle in an interval of a line, ``(n, places)`` bool.

    Args:
        place: Of each pixel, from 0 to ``length - 1``.
        length: Of the line.
        share: ``(n, 1)``, how much of the line the interval covers.
        start: ``(n, 1)``, where it begins: 0 as early, 1 as late as it fits.
    """
    first = start * (1 - share) * length
    middle = jnp.asarray(place + 0.5)
    return (middle >= first) & (middle < first + share * length)
