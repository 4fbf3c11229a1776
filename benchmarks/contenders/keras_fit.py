"""``Model.fit``, on the backend that ``KERAS_BACKEND`` names."""

from benchmarks.contenders.network import Clock, regularised
from benchmarks.digits import Digits


def train(digits: Digits, epochs: int, steps_per_execution: int = 1) -> list[float]:
    """Plain ``fit`` on float32 arrays in memory."""
    clock = Clock()
    regularised(steps_per_execution).fit(
        digits.scaled(), digits.y, batch_size=128, epochs=epochs, callbacks=[clock], verbose=0
    )
    return clock.ends


def train_32_steps(digits: Digits, epochs: int) -> list[float]:
    """The same with 32 updates a call."""
    return train(digits, epochs, steps_per_execution=32)
