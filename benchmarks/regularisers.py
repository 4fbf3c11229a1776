"""Whether each way to hold a network back earns its place: ``python -m benchmarks.regularisers``.

The network 784-512-256-10, trained plainly and with one thing changed at a time, on two sets of
digits and judged on their validation parts. All epochs are trained, and the weights of the lowest
validation loss kept. Splits, initial weights and orders are those of the seed, so every change is
compared with plain training seed by seed. On one core, and timed by what the processor worked, so
that other programs hardly disturb the times.
"""

import argparse
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from statistics import median
from typing import Any

import numpy as np

from benchmarks import machine, results
from benchmarks.digits import arrays_of
from benchmarks.seed_by_seed import (
    PLAIN,
    Outcome,
    Trained,
    changes_table,
    optimizers_table,
    verdict,
)
from denselab.data import Splits, load, split
from denselab.errors import DataNotFoundError
from denselab.settings import Settings
from denselab.study import Study

#: What is changed, by the name of the setting.
CHANGES: dict[str, dict[str, Any]] = {
    PLAIN: {},
    "dropout 0.5": {"dropout": 0.5},
    "dropout 0.2": {"dropout": 0.2},
    "input_dropout 0.2": {"input_dropout": 0.2},
    "l1 1e-5": {"l1": 1e-5},
    "l2 1e-4": {"l2": 1e-4},
    "max_norm 2": {"max_norm": 2.0},
    "label_smoothing 0.1": {"label_smoothing": 0.1},
    "adversarial 1": {"adversarial": 1.0},
    "weight_decay 0.1": {"weight_decay": 0.1},
    "averaging 0.99": {"averaging": 0.99},
    "schedule cosine": {"schedule": "cosine"},
    "schedule one_cycle": {"schedule": "one_cycle"},
    "schedule plateau": {"schedule": "plateau"},
    "optimizer adam": {"optimizer": "adam"},
    "optimizer adamw": {"optimizer": "adamw"},
    "optimizer muon": {"optimizer": "muon"},
}
SEEDS = {"optimizer muon": 3}  # of the others 5; it takes many times as long
#: Samples that train on MNIST, drawn by the seed from those that are not set aside.
PART = 10_000


def main() -> None:
    """Train everything and keep the tables; ``--quick`` is for trying the program itself."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="three changes briefly; nothing kept")
    quick = parser.parse_args().quick
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})  # before JAX makes its threads
    facts, sets, missing = machine.describe(), {}, ""
    for name, (epochs, digits) in DIGITS.items():
        try:
            sets[name] = outcome(digits, 2 if quick else epochs, quick)
        except DataNotFoundError as error:
            missing = f"\n\nLeft out: {name}: {error}."
    report = body(sets) + missing
    print(report)
    if not quick:
        raw = {
            name: {change: [vars(each) for each in trained] for change, trained in of.items()}
            for name, of in sets.items()
        }
        title = "What holds a network back, and what steers its training"
        results.keep("regularisers", title, report, facts, raw)


def outcome(digits: Callable[[int], Splits], epochs: int, quick: bool) -> Outcome:
    """Every change on every seed."""
    changes = dict(list(CHANGES.items())[:: 7 if quick else 1])
    return {
        name: [
            train(change, digits(seed), epochs, seed)
            for seed in range(2 if quick else SEEDS.get(name, 5))
        ]
        for name, change in changes.items()
    }


def of_sample(seed: int) -> Splits:
    """The 5,000 digits that need no download: 3,200 for training, 800 for validation."""
    return split(load("mnist-5k"), seed=seed)


def of_mnist(seed: int) -> Splits:
    """A part of MNIST's training samples, and the 10,000 that tradition sets aside."""
    splits = split(load("mnist"), seed=seed)
    drawn = np.random.default_rng(seed).choice(len(splits.y_train), PART, replace=False)
    return replace(splits, x_train=splits.x_train[drawn], y_train=splits.y_train[drawn])


#: Epochs for each set of digits, and how it is divided.
DIGITS = {"mnist-5k": (20, of_sample), "MNIST": (15, of_mnist)}


def train(change: Mapping[str, Any], splits: Splits, epochs: int, seed: int) -> Trained:
    """One network, as `explore` trains it."""
    from denselab.backend import multiplies_bfloat16
    from denselab.training import learn

    plain = Settings.of(Study(), "mlp", "bfloat16" if multiplies_bfloat16() else "float32")
    worked = []

    def on_epoch(epoch: int, logs: Mapping[str, float]) -> None:
        worked.append(time.process_time())

    settings = replace(plain, epochs=epochs, patience=epochs, **change)
    history = learn(settings, arrays_of(splits), seed=seed, on_epoch=on_epoch).history
    seconds = median(np.diff(worked))
    return Trained(history["val_accuracy"], history["val_loss"], float(seconds))


def body(sets: Mapping[str, Outcome]) -> str:
    """The section's text and tables."""
    told = [INTRODUCTION]
    for name, of in sets.items():
        epochs = len(of[PLAIN][0].loss)
        told += [f"### {name}, {epochs} epochs", changes_table(of), verdict(of)]
    told += [ABOUT_OPTIMIZERS, optimizers_table(sets)]
    return "\n\n".join(told)


INTRODUCTION = """784-512-256-10 trained plainly (rmsprop at 1e-3, batch 128), and with one setting
changed at a time, for a fixed number of epochs; the weights of the lowest validation loss are kept
and judged on the validation part, in both: of `mnist-5k` 3,200 samples for training and 800 for
validation, of MNIST 10,000 and 10,000. The test parts stay sealed. Mean over n seeds ± standard
deviation; Δ is the difference from plain training in points of accuracy, seed by seed, with its
95% t interval. A single interval that leaves out 0 may be chance where so many are looked at. No
setting was tuned: a better strength may help more."""

ABOUT_OPTIMIZERS = """### Optimizers

Each at Keras' default rate of 1e-3. Muon updates the hidden matrices, AdamW within it the rest.
Seconds an epoch are those of one core, compilation left out. *In equal time* is as many epochs as
fit into the seconds that rmsprop takes for all of its own."""


if __name__ == "__main__":
    main()
