"""denselab on the same compiled Keras network: its drop-in ``fit``, and what ``explore`` does."""

import numpy as np

import denselab
from benchmarks.contenders.network import Clock, regularised
from benchmarks.digits import Digits
from denselab.backend import jax, multiplies_bfloat16
from denselab.prep.encoding import Scaled
from denselab.settings import Precision
from denselab.training import Arrays, Trainer


def train(digits: Digits, epochs: int) -> list[float]:
    """The same call as Keras', on the same float32 arrays."""
    clock = Clock()
    denselab.fit(
        regularised(),
        digits.scaled(),
        digits.y,
        batch_size=128,
        epochs=epochs,
        callbacks=[clock],
        verbose=0,
    )
    return clock.ends


def train_as_explore(digits: Digits, epochs: int) -> list[float]:
    """What `denselab.training.learn` does about speed: see the contender's note."""
    clock = Clock()
    trainer, x = as_explore(digits)
    trainer.fit(x, digits.y, batch_size=128, epochs=epochs, callbacks=[clock], verbose=0)
    return clock.ends


def as_explore(digits: Digits) -> tuple[Trainer, np.ndarray]:
    """A trainer and its inputs, ``(n, inputs)`` uint8, as an exploration has them."""
    classes = tuple("0123456789")
    arrays = Arrays(digits.x, digits.y, digits.x[:1], digits.y[:1], Scaled(1 / 255), classes)
    x = arrays.only(arrays.lit, digits.x)
    precision: Precision = "bfloat16" if multiplies_bfloat16() else "float32"
    return Trainer(regularised(inputs=x.shape[1]), prepare=_scaled, precision=precision), x


def _scaled(x: jax.Array) -> jax.Array:
    return x.astype("float32") / 255
