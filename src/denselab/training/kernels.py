"""Which operations of Keras a compiled epoch replaces by faster ones, and for how long.

Keras' layers look their operations up when they are traced. While a thread traces an epoch, and
only in that thread, ``Dropout`` finds the cheap random bits of `dropout` and ``Dense`` the products
of `products`. The layers, the saved network and everything outside stay plain Keras.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import keras.src.backend as keras_backend

from denselab.training import dropout as cheap
from denselab.training.products import product

# Keras' operations are module attributes: two threads must not replace them at once.
_tracing = threading.Lock()


def _dropout(inputs: Any, rate: float, noise_shape: Any, seed: Any) -> Any:
    given = noise_shape or inputs.shape
    shape = [size if size is not None else inputs.shape[axis] for axis, size in enumerate(given)]
    return cheap.dropout(inputs, rate, shape, keras_backend.random.jax_draw_seed(seed))


def _is_float32_matrix(operand: Any) -> bool:
    return getattr(operand, "ndim", None) == 2 and operand.dtype == "float32"


_keras_dropout = keras_backend.random.dropout
_keras_matmul = keras_backend.numpy.matmul


@contextmanager
def _replaced(module: Any, name: str, substitute: Any) -> Iterator[None]:
    original = getattr(module, name)
    setattr(module, name, substitute)
    try:
        yield
    finally:
        setattr(module, name, original)


@contextmanager
def fast_kernels(precision: str = "float32") -> Iterator[None]:
    """While active, Keras layers are traced with denselab's kernels.

    Args:
        precision: What the factors of matrix products are rounded to, ``"float32"`` or
            ``"bfloat16"``; see `products.product`.
    """

    tracing_thread = threading.get_ident()

    def matmul(x1: Any, x2: Any) -> Any:
        """Stands in for ``keras.src.backend.numpy.matmul``."""
        x1, x2 = (getattr(x, "value", x) for x in (x1, x2))  # Keras variables hold their array
        here = threading.get_ident() == tracing_thread
        if here and _is_float32_matrix(x1) and _is_float32_matrix(x2):
            return product(x1, x2, precision)
        return _keras_matmul(x1, x2)

    def dropout(inputs: Any, rate: float, noise_shape: Any = None, seed: Any = None) -> Any:
        """Stands in for ``keras.src.backend.random.dropout``."""
        if threading.get_ident() == tracing_thread and 0 < rate < 1:
            return _dropout(inputs, rate, noise_shape, seed)
        return _keras_dropout(inputs, rate, noise_shape, seed)

    with (
        _tracing,
        _replaced(keras_backend.random, "dropout", dropout),
        _replaced(keras_backend.numpy, "matmul", matmul),
    ):
        yield
