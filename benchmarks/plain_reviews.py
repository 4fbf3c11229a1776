"""Reviews in plain Keras on TensorFlow, as its own books have it: what denselab is up against.

``python -m benchmarks.plain_reviews TRAIN TEST RESULT.json EPOCHS BATCH``. After F. Chollet, *Deep
Learning with Python* (2nd ed., 2021), 11.3.2: `TextVectorization` in the input pipeline, its
output kept in memory from the first epoch on, a small dense network.
"""

import json
import os
import sys
from pathlib import Path

# Keras imports JAX, too, wherever it is; a user of TensorFlow would not pay for that.
sys.modules["jax"] = None  # type: ignore[assignment]
os.environ["KERAS_BACKEND"] = "tensorflow"

import keras  # noqa: E402
import numpy as np  # noqa: E402
import polars as pl  # noqa: E402
import tensorflow as tf  # noqa: E402

from benchmarks.contenders.network import Clock  # noqa: E402

WORDS, WIDTH, VALIDATION = 20_000, 16, 0.2


def main(train: str, test: str, result: str, epochs: str, batch: str) -> None:
    """Train the network and write how it does on the test part."""
    texts, labels = read(train)
    order = np.random.default_rng(0).permutation(len(texts))  # the file is sorted by class
    held, rest = np.split(order, [int(VALIDATION * len(order))])
    words = keras.layers.TextVectorization(max_tokens=WORDS, output_mode="multi_hot")
    words.adapt(tf.data.Dataset.from_tensor_slices(texts[rest]).batch(1024))

    def pipeline(texts: np.ndarray, labels: np.ndarray) -> tf.data.Dataset:
        parts = tf.data.Dataset.from_tensor_slices((texts, labels)).batch(int(batch))
        return parts.map(lambda x, y: (words(x), y), num_parallel_calls=tf.data.AUTOTUNE)

    model, clock = network(), Clock()
    model.fit(
        pipeline(texts[rest], labels[rest]).cache(),
        validation_data=pipeline(texts[held], labels[held]).cache(),
        epochs=int(epochs),
        callbacks=[clock],
        verbose=0,
    )
    texts, labels = read(test)
    _, accuracy = model.evaluate(pipeline(texts, labels), verbose=0)
    n, epochs_took = len(labels), np.diff(clock.ends).tolist()
    told = {"n": n, "correct": round(accuracy * n), "epochs": epochs_took}
    Path(result).write_text(json.dumps(told))


def read(file: str) -> tuple[np.ndarray, np.ndarray]:
    """The texts, ``(n,)`` of `str`, and their labels, ``(n,)`` float32."""
    table = pl.read_csv(file, columns=["text", "label"])
    positive = table["label"] == table["label"].max()
    return table["text"].to_numpy(), positive.to_numpy().astype(np.float32)


def network() -> keras.Model:
    """A compiled dense network of one hidden layer, ending in a probability."""
    model = keras.Sequential(
        [
            keras.Input((WORDS,)),
            keras.layers.Dense(WIDTH, activation="relu"),
            keras.layers.Dropout(0.5),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile("rmsprop", "binary_crossentropy", metrics=["accuracy"])
    return model


if __name__ == "__main__":
    main(*sys.argv[1:])
