"""Virtual adversarial training: the answer shall hold in the direction where it gives way first.

Of all small changes of an input, the one that changes the network's answer most is sought, and
the answers before and after are drawn together. No label is needed for it, so it smooths the
network wherever there are samples; it is a penalty, not a distortion of the data.

Source: T. Miyato, S. Maeda, M. Koyama, S. Ishii, Virtual Adversarial Training: A Regularization
Method for Supervised and Semi-Supervised Learning (2018), with one power iteration.
"""

from collections.abc import Callable

from denselab.backend import jax
from denselab.random_bits import normal

jnp = jax.numpy

#: Length of the step by which the direction is found: where the answer is still nearly straight.
PROBE = 0.1


def divergence(
    network: Callable[[jax.Array], jax.Array],
    x: jax.Array,
    logits: jax.Array,
    radius: float,
    key: jax.Array,
) -> jax.Array:
    """How far the answer moves when the input moves by `radius` in the worst direction found.

    Args:
        network: ``(batch, inputs)`` → logits ``(batch, classes)``, without dropout.
        x: Inputs, ``(batch, inputs)`` float32.
        logits: What the network answers to them in training; no gradient flows through them.
        radius: Euclidean length of the change.
        key: ``(2,)`` uint32, of the direction from which the search begins.

    Returns:
        Kullback-Leibler divergence of each sample in nats, ``(batch,)`` float32.
    """
    told = jax.lax.stop_gradient(logits)

    def moved(change: jax.Array) -> jax.Array:
        return kullback_leibler(told, network(x + change))

    start = PROBE * _unit(normal(key, x.shape))
    uphill = jax.grad(lambda change: moved(change).sum())(start)
    return moved(jax.lax.stop_gradient(radius * _unit(uphill)))


def kullback_leibler(logits: jax.Array, others: jax.Array) -> jax.Array:
    """Divergence of the softmax of `others` from that of `logits`, both ``(batch, classes)``.

    Example:
        >>> kullback_leibler(jnp.zeros((1, 2)), jnp.array([[0.0, 0.0]]))
        Array([0.], dtype=float32)
    """
    log_p, log_q = jax.nn.log_softmax(logits), jax.nn.log_softmax(others)
    return (jnp.exp(log_p) * (log_p - log_q)).sum(axis=1)


def _unit(rows: jax.Array) -> jax.Array:
    """Each row at length 1; a row of zeros stays."""
    return rows / jnp.maximum(jnp.linalg.norm(rows, axis=1, keepdims=True), 1e-20)
