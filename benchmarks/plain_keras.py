"""The notebook's study in plain Keras, as a good user would write it: what denselab is up against.

``python -m benchmarks.plain_keras DATA.npz RESULT.json EPOCHS``, with ``KERAS_BACKEND`` set. The
notebook's faults are mended: every grid trial trains a fresh network with its own settings, early
stopping restores the best weights, and the best trial on validation is tested, once.
"""

import json
import sys
from itertools import product
from pathlib import Path
from typing import Any

# Keras imports JAX, too, wherever it is; a user of TensorFlow would not pay for that.
sys.modules["jax"] = None  # type: ignore[assignment]

import keras  # noqa: E402
import numpy as np  # noqa: E402

from benchmarks.digits import load_part  # noqa: E402

LEARNING_RATES = (1e-3, 1e-4)
BATCH_SIZES = (128, 256)
PATIENCE = 10

Part = tuple[np.ndarray, np.ndarray]


def main(data: str, result: str, epochs: str) -> None:
    """Train all seven networks and write what came out."""
    train, validation = part(data, "train"), part(data, "validation")
    models, best, best_loss = [], None, np.inf
    for name, widths, dropout, learning_rate, batch_size in plan():
        model = network(widths, dropout, learning_rate)
        record = {"name": name, **fit(model, train, validation, batch_size, int(epochs))}
        models.append(record)
        print(record, flush=True)
        if name.startswith("trial") and record["validation_loss"] < best_loss:
            best, best_loss = model, record["validation_loss"]
    assert best is not None
    _, accuracy = best.evaluate(*part(data, "test"), verbose=0)
    Path(result).write_text(json.dumps({"models": models, "test_accuracy": accuracy}))


def plan() -> list[tuple[str, tuple[int, ...], float, float, int]]:
    """Name, hidden widths, dropout, learning rate and batch size of each network."""
    grid = enumerate(product(LEARNING_RATES, BATCH_SIZES))
    return [
        ("slp", (), 0.0, 1e-3, 128),
        ("mlp", (512, 256), 0.0, 1e-3, 128),
        ("regularised", (512, 256), 0.5, 1e-3, 128),
        *((f"trial-{number}", (512, 256), 0.5, *settings) for number, settings in grid),
    ]


def part(data: str, name: str) -> Part:
    """Pixels in [0, 1] and one-hot labels, as the notebook has them."""
    digits = load_part(Path(data), name)
    return digits.scaled(), keras.utils.to_categorical(digits.y, 10)


def network(widths: tuple[int, ...], dropout: float, learning_rate: float) -> keras.Model:
    """A compiled dense network that ends in ten probabilities."""
    layers: list[keras.Layer] = [keras.Input((784,))]
    for units in widths:
        layers.append(keras.layers.Dense(units, activation="relu"))
        if dropout:
            layers.append(keras.layers.Dropout(dropout))
    layers.append(keras.layers.Dense(10, activation="softmax"))
    model = keras.Sequential(layers)
    model.compile(
        keras.optimizers.RMSprop(learning_rate), "categorical_crossentropy", metrics=["accuracy"]
    )
    return model


def fit(
    model: keras.Model, train: Part, validation: Part, batch_size: int, epochs: int
) -> dict[str, Any]:
    """Train until validation loss stops falling; figures of the weights that are kept."""
    stopping = keras.callbacks.EarlyStopping(patience=PATIENCE, restore_best_weights=True)
    history = model.fit(
        *train,
        batch_size=batch_size,
        epochs=epochs,
        validation_data=validation,
        callbacks=[stopping],
        verbose=0,
    ).history
    best = int(np.argmin(history["val_loss"]))
    return {
        "epochs_run": len(history["loss"]),
        "best_epoch": best + 1,
        "validation_loss": history["val_loss"][best],
        "validation_accuracy": history["val_accuracy"][best],
    }


if __name__ == "__main__":
    main(*sys.argv[1:])
