"""``denselab.fit`` on the same compiled Keras network."""

import denselab
from benchmarks.contenders.network import Clock, regularised
from benchmarks.digits import Digits


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
