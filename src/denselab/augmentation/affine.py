"""Rotation, slant, stretch and mirroring: one matrix a sample, drawn at random."""

import math

from denselab.backend import jax
from denselab.random_bits import uniform
from denselab.settings import Augmentation

jnp = jax.numpy


def matrices(settings: Augmentation, gentle: jax.Array, key: jax.Array) -> jax.Array:
    """What turns a place in the distorted image into the place in the original that it shows.

    Places are told from the centre, ``(row, column)``. In words, the original is mirrored and
    stretched along its sides, and then either rotated or slanted, each half of the time where both
    are asked for.

    Args:
        settings: How strongly.
        gentle: ``(batch,)`` bool, which samples are rotated and slanted half as much.
        key: ``(2,)`` uint32.

    Returns:
        ``(batch, 2, 2)`` float32.

    Example:
        >>> key = jnp.array([0, 1], "uint32")
        >>> matrices(Augmentation(rotation=15.0), jnp.array([False, True]), key).shape
        (2, 2, 2)
    """
    draws = uniform(key, (len(gentle), 5))
    angle, choice, height, width, mirror = (draws[:, i] for i in range(5))
    angle *= jnp.where(gentle, 0.5, 1.0)
    slanted = choice < _share_slanted(settings)
    turn = jnp.where(slanted, 0.0, angle * math.radians(settings.rotation))
    slant = jnp.where(slanted, jnp.tan(angle * math.radians(settings.shear)), 0.0)
    side = jnp.where(mirror < 0, -1.0, 1.0) if settings.flip else 1.0
    stretch = jnp.stack([1 + settings.scale * height, side * (1 + settings.scale * width)], axis=1)
    cos, sin = jnp.cos(turn), jnp.sin(turn)
    back = jnp.stack([cos, -sin, sin + slant, cos], axis=1).reshape(-1, 2, 2)
    return back / stretch[:, :, None]


def _share_slanted(settings: Augmentation) -> float:
    """On the scale of `uniform`: all, none, or half of the samples."""
    if not settings.shear:
        return -1.0
    return 0.0 if settings.rotation else 1.0
