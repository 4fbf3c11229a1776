"""Samples as stored to the network's float32 input, inside the compiled epoch.

Only a batch at a time is ever dense: 25,000 texts in 20,000 words would take two gigabytes.
"""

from collections.abc import Callable
from functools import partial

from denselab.backend import jax
from denselab.prep.encoding import COUNT_BITS, MOST, Encoding, Listed, Scaled

jnp = jax.numpy

#: What turns a batch as it is stored into the network's float32 input.
Prepare = Callable[[jax.Array], jax.Array]


#: Values that a dense batch may have where nothing else says how large it is: 256 MiB.
MOST_VALUES = 2**26


def rows_at_once(n_inputs: int, most: int) -> int:
    """How many samples are looked at together: at most so many, and fewer of very wide ones.

    Example:
        >>> rows_at_once(784, most=4096), rows_at_once(100_000, most=4096)
        (4096, 671)
    """
    return max(1, min(most, MOST_VALUES // n_inputs))


def inputs_of(prepare: Prepare, x: jax.Array) -> int:
    """How many inputs samples as stored, ``(n, stored)``, become."""
    return jax.eval_shape(prepare, x[:1]).shape[-1]


def preparer(encoding: Encoding) -> Prepare:
    """The function that does what `encoding` tells."""
    match encoding:
        case Scaled(scale):
            return lambda x: x.astype("float32") * scale
        case Listed():
            return partial(_dense, encoding)


def _dense(listed: Listed, stored: jax.Array) -> jax.Array:
    """``(batch, length)`` uint32 → ``(batch, n_inputs)`` float32, see `Listed.dense`."""
    features, counts = stored >> COUNT_BITS, (stored & MOST).astype("float32")
    values = (jnp.sign(counts) if listed.binary else counts) * jnp.asarray(listed.weights)[features]
    if listed.normalised:
        squares = (values**2).sum(axis=1, keepdims=True)
        values = values * jnp.where(squares > 0, jax.lax.rsqrt(jnp.maximum(squares, 1e-38)), 0)
    rows = jnp.arange(len(stored))[:, None]
    dense = jnp.zeros((len(stored), len(listed.weights)), "float32")
    return dense.at[rows, features].add(values)
