"""Random bits for dropout that cost next to nothing inside a compiled epoch.

JAX's default generator (threefry) takes a fifth of an epoch to decide which units to drop. A
counter-based hash needs a few integer operations a unit, fuses with the multiplication that uses
its bits, and is good enough by far for a mask; it is no generator for cryptography.
"""

import math
from collections.abc import Sequence

from denselab.backend import jax

jnp = jax.numpy


def _mix(word: jax.Array) -> jax.Array:
    """A bijection of uint32 in which each input bit flips each output bit about half the time.

    Source: C. Wellons, "Prospecting for Hash Functions" (2018), the function ``lowbias32``.
    """
    word = (word ^ (word >> 16)) * jnp.uint32(0x7FEB352D)
    word = (word ^ (word >> 15)) * jnp.uint32(0x846CA68B)
    return word ^ (word >> 16)


def random_bits(key: jax.Array, shape: Sequence[int]) -> jax.Array:
    """32 random bits for each place of an array.

    Two keyed rounds, so that the streams of two keys are not one stream shifted.

    Args:
        key: ``(2,)`` uint32, e.g. the state of a ``keras.random.SeedGenerator``.
        shape: The shape of the result, of fewer than 2**32 places.

    Returns:
        uint32 array of the given shape, the same for the same key on every machine.

    Example:
        >>> random_bits(jnp.array([1, 2], "uint32"), (2, 3)).shape
        (2, 3)
    """
    first = _mix(key[0] ^ jnp.uint32(0x9E3779B9))
    second = _mix(first ^ _mix(key[1] + jnp.uint32(0x85EBCA6B)))
    places = jax.lax.iota(jnp.uint32, math.prod(shape)).reshape(shape)
    return _mix(_mix(places ^ first) + second)


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
