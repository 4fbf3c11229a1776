"""Matrix products, and their gradients, in the form in which XLA multiplies fastest on a CPU.

A dense layer spends its time in three products: ``x @ w`` forward, ``g @ wᵀ`` and ``xᵀ @ g``
backward. In bfloat16 XLA has a tuned kernel for the first, but folds the transpositions of the
other two into the product and then computes them in float32. So here the transposed matrix is
written out first (a small copy), and all three products are plain ones. In float32, and on
accelerators, XLA is left alone.
"""

from functools import partial

from denselab.backend import jax

jnp = jax.numpy


def _transposed(matrix: jax.Array) -> jax.Array:
    """``matrix.T`` written out in memory, row by row.

    The barrier keeps XLA from folding the transposition into the product; the detour over a flat
    array gives the copy the row-major layout that the tuned kernel asks for.
    """
    if jax.default_backend() != "cpu" or matrix.dtype != jnp.bfloat16:
        return matrix.T
    flat = jax.lax.optimization_barrier(matrix.T.reshape(-1))
    return flat.reshape(matrix.shape[::-1])


def _plain(a: jax.Array, b: jax.Array) -> jax.Array:
    return jnp.matmul(a, b, preferred_element_type=jnp.float32)


@partial(jax.custom_vjp, nondiff_argnums=(2,))
def product(x: jax.Array, w: jax.Array, dtype: str) -> jax.Array:
    """``x @ w`` of float32 matrices, summed in float32.

    Args:
        x: ``(batch, inputs)`` float32.
        w: ``(inputs, units)`` float32.
        dtype: ``"float32"``, or ``"bfloat16"`` to round both factors to 8 significant bits
            first, forward and backward: about twice as fast where the processor multiplies
            bfloat16 natively. The weights themselves stay float32.

    Returns:
        ``(batch, units)`` float32.
    """
    return _plain(x.astype(dtype), w.astype(dtype))


def _forward(x, w, dtype):  # type: ignore[no-untyped-def]
    return product(x, w, dtype), (x, w)


def _backward(dtype, factors, gradient):  # type: ignore[no-untyped-def]
    x, w = (factor.astype(dtype) for factor in factors)
    gradient = gradient.astype(dtype)  # (batch, units)
    return _plain(gradient, _transposed(w)), _plain(_transposed(x), gradient)


product.defvjp(_forward, _backward)
