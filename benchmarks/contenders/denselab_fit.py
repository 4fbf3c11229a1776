"""denselab on the same compiled Keras network: its drop-in ``fit``, and what ``explore`` does."""

import denselab
from benchmarks.contenders.network import Clock, regularised
from benchmarks.digits import Digits
from denselab.backend import jax, multiplies_bfloat16
from denselab.settings import Precision
from denselab.training import Trainer


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
    """Pixels stay uint8 on the device; products in bfloat16 where the machine has them natively."""
    clock = Clock()
    precision: Precision = "bfloat16" if multiplies_bfloat16() else "float32"
    trainer = Trainer(regularised(), prepare=_scaled, precision=precision)
    trainer.fit(digits.x, digits.y, batch_size=128, epochs=epochs, callbacks=[clock], verbose=0)
    return clock.ends


def _scaled(x: jax.Array) -> jax.Array:
    return x.astype("float32") / 255
