"""What all Keras contenders share: the compiled network, and a clock that listens to epochs."""

import time

import keras


def regularised(steps_per_execution: int = 1, inputs: int = 784) -> keras.Model:
    """784-512-256-10 with Dropout 0.5 twice, RMSprop 1e-3, on integer labels."""
    layers = keras.layers
    network = keras.Sequential(
        [
            keras.Input((inputs,)),
            layers.Dense(512, activation="relu"),
            layers.Dropout(0.5),
            layers.Dense(256, activation="relu"),
            layers.Dropout(0.5),
            layers.Dense(10, activation="softmax"),
        ]
    )
    network.compile(
        optimizer=keras.optimizers.RMSprop(1e-3),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
        steps_per_execution=steps_per_execution,
    )
    return network


class Clock(keras.callbacks.Callback):
    """Notes in `ends` when each epoch ended."""

    def __init__(self) -> None:
        super().__init__()
        self.ends: list[float] = []

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        self.ends.append(time.perf_counter())
