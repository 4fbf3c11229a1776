"""The matrix products and their gradients, against NumPy in float64."""

import numpy as np
import pytest

from denselab.backend import jax
from denselab.training.products import product

TOLERANCE = {"float32": 1e-5, "bfloat16": 1e-2}  # 24 and 8 significant bits


@pytest.mark.parametrize("precision", TOLERANCE)
@pytest.mark.parametrize("shape", [(128, 784, 512), (7, 5, 3), (1, 1, 1), (44, 256, 10)])
def test_product_and_gradients(shape, precision):
    batch, inputs, units = shape
    rng = np.random.default_rng(0)
    x, w, g = (rng.normal(size=s) for s in [(batch, inputs), (inputs, units), (batch, units)])

    @jax.jit
    def both(x, w, g):
        y, gradients = jax.vjp(lambda x, w: product(x, w, precision), x, w)
        return y, *gradients(g)

    found = both(*(a.astype("float32") for a in (x, w, g)))
    expected = (x @ w, g @ w.T, x.T @ g)
    for mine, oracle in zip(found, expected, strict=True):
        scale = np.sqrt((oracle**2).mean()) + 1e-12
        assert np.abs(np.asarray(mine) - oracle).max() / scale < 8 * TOLERANCE[precision]
        assert mine.dtype == "float32"
