"""Dropout whose random bits cost next to nothing inside a compiled epoch."""

from collections.abc import Sequence

from denselab.backend import jax
from denselab.random_bits import random_bits

jnp = jax.numpy


def dropout(x: jax.Array, rate: float, mask_shape: Sequence[int], key: jax.Array) -> jax.Array:
    """Sets a share `rate` of `x` to zero and scales the rest by ``1 / (1 - rate)``.

    Args:
        x: Activations of any shape.
        rate: The share to drop, ``0 < rate < 1``; kept to the nearest multiple of 2**-32.
        mask_shape: Shape of the mask, broadcast over `x`.
        key: ``(2,)`` uint32.
    """
    keep = random_bits(key, mask_shape) >= jnp.uint32(round(rate * 2**32))
    return jnp.where(keep, x * (1.0 / (1.0 - rate)), 0).astype(x.dtype)
