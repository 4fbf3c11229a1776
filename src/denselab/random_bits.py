"""Random numbers that cost next to nothing inside a compiled epoch.

JAX's default generator (threefry) takes a fifth of an epoch to decide which units to drop. A
counter-based hash needs a few integer operations a number, fuses with whatever uses the number,
and is good enough by far for masks and distortions; it is no generator for cryptography.
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


def fold_in(key: jax.Array, number: jax.Array | int) -> jax.Array:
    """A key of its own for each `number`, e.g. of a batch or of a use: ``(2,)`` uint32 → the same.

    Example:
        >>> key = jnp.array([1, 2], "uint32")
        >>> bool((fold_in(key, 0) == fold_in(key, 1)).any())
        False
    """
    word = _mix(jnp.asarray(number, "uint32") + jnp.uint32(0x9E3779B9))
    first = _mix(key[0] ^ word)
    return jnp.stack([first, _mix(key[1] + first)])


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


def uniform(key: jax.Array, shape: Sequence[int]) -> jax.Array:
    """Float32 numbers spread evenly over the open interval from -1 to 1."""
    steps = random_bits(key, shape) >> 9  # with the half, all that a float32 holds exactly
    return (steps.astype("float32") + 0.5) * 2.0**-22 - 1


def normal(key: jax.Array, shape: Sequence[int]) -> jax.Array:
    """Float32 numbers of the standard normal distribution."""
    return math.sqrt(2) * jax.lax.erf_inv(uniform(key, shape))
