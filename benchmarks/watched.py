"""Trainings that several rules to stop by watch at once, each until it has had enough.

The epoch that a rule keeps is judged by a further part of the training data, which no rule has
seen. Test data stays out of it.
"""

import math
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from denselab.backend import keras, multiplies_bfloat16
from denselab.data import load, split
from denselab.nets import logits_network
from denselab.prep.encoding import Scaled
from denselab.seeds import stream
from denselab.settings import Kind, Precision, Settings
from denselab.study import Study, TrainingSettings
from denselab.training import Arrays, Trainer
from denselab.training.evidence import Evidence
from denselab.training.fresh import compiled
from denselab.training.per_sample import PerSample

#: Of MNIST and Fashion-MNIST, as many for training, validation, and the judgement. mnist-5k is
#: divided as an exploration divides it, and judged by digits of MNIST that are not among it.
PARTS = (10_000, 5_000, 5_000)
PATIENCE = 10
#: What the notebook's rule would do with these.
SHORTER = (6, 7, 8, 9)
EPOCHS = 100


class LowestLoss:
    """The notebook's rule: the lowest validation loss, and `patience` epochs without a lower."""

    def __init__(self, patience: int) -> None:
        self.patience = patience
        self.lowest = math.inf
        self.best_epoch: int | None = None
        self.wait = 0

    def add(self, epoch: int, losses: np.ndarray, hits: np.ndarray) -> None:
        """Takes in an epoch's losses, ``(n,)``."""
        self.wait += 1
        if losses.mean() < self.lowest:
            self.lowest, self.best_epoch, self.wait = float(losses.mean()), epoch, 0

    @property
    def is_enough(self) -> bool:
        """Whether training should end."""
        return self.wait >= self.patience


def shorter(patience: int) -> str:
    """What the notebook's rule is called with another patience."""
    return f"val_loss, patience {patience}"


@dataclass(frozen=True)
class Outcome:
    """What a rule made of a training: how long it was, and how good the kept epoch is."""

    epochs: int
    kept: int
    loss: float
    accuracy: float


class Watch(keras.callbacks.Callback):
    """Lets the rules watch a training, and ends it when all have had enough."""

    def __init__(self, validation: PerSample, further: PerSample) -> None:
        super().__init__()
        self._validation, self._further = validation, further
        self._rules: dict[str, LowestLoss | Evidence] = {
            "val_loss": LowestLoss(PATIENCE),
            "evidence": Evidence(PATIENCE),
            **{shorter(patience): LowestLoss(patience) for patience in SHORTER},
        }
        self._epochs: dict[str, int] = {}
        self._judged: list[tuple[float, float]] = []  # loss and accuracy, an epoch each

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """Tells the rules that still watch what the validation samples say."""
        losses, hits = self._further()
        self._judged.append((float(losses.mean()), float(hits.mean())))
        measured = self._validation()
        watching = [n for n, rule in self._rules.items() if not rule.is_enough]
        for name in watching:
            self._rules[name].add(epoch, *measured)
            self._epochs[name] = epoch + 1
        self.model.stop_training = all(rule.is_enough for rule in self._rules.values())

    def outcomes(self) -> dict[str, Outcome]:
        """By rule."""
        return {name: self._outcome(name) for name in self._rules}

    def _outcome(self, name: str) -> Outcome:
        kept = self._rules[name].best_epoch
        assert kept is not None
        return Outcome(self._epochs[name], kept + 1, *self._judged[kept])


Part = tuple[np.ndarray, np.ndarray]
#: Reads each data set once.
read = cache(load)


def divide(source: str, seed: int) -> tuple[Arrays, Part]:
    """What a network learns from and is validated on, and the part by which it is judged."""
    raw, rng = read(source), np.random.default_rng(stream(seed, "parts"))
    if source == "mnist-5k":
        known = split(raw, seed=seed)
        training, validation = (
            (known.x_train, known.y_train),
            (known.x_validation, known.y_validation),
        )
        more = read("mnist")
        taken = {image.tobytes() for image in raw.x_train}
        fresh = np.flatnonzero([image.tobytes() not in taken for image in more.x_train])
        chosen = rng.permutation(fresh)[: PARTS[2]]
        further = more.x_train[chosen], more.y_train[chosen]
    else:
        order = rng.permutation(len(raw.y_train))
        places = np.split(order, np.cumsum(PARTS))[:3]
        training, validation, further = ((raw.x_train[p], raw.y_train[p]) for p in places)
    return Arrays(*_rows(training), *_rows(validation), Scaled(1 / 255), raw.classes), _rows(
        further
    )


def _rows(part: Part) -> Part:
    x, y = part
    return x.reshape(len(x), -1), y


def train(network: Kind, arrays: Arrays, further: Part, seed: int) -> dict[str, Outcome]:
    """Trains as an exploration does, under the eyes of the rules."""
    precision: Precision = "bfloat16" if multiplies_bfloat16() else "float32"
    study = Study(training=TrainingSettings(epochs=EPOCHS))
    settings = Settings.of(study, network, precision)
    lit = arrays.lit
    classifier = compiled(
        logits_network(settings, arrays.n_inputs, len(arrays.classes), seed=seed, lit=lit),
        settings,
        len(arrays.y_train),
    )

    def samples(x: np.ndarray, y: np.ndarray) -> PerSample:
        return PerSample(classifier, arrays.only(lit, x), y, prepare=arrays.prepare)

    watch = Watch(samples(arrays.x_validation, arrays.y_validation), samples(*further))
    Trainer(classifier, prepare=arrays.prepare, precision=precision).fit(
        arrays.only(lit, arrays.x_train),
        arrays.y_train,
        batch_size=settings.batch_size,
        epochs=settings.epochs,
        callbacks=[watch],
        seed=stream(seed, "shuffle"),
        verbose=0,
    )
    return watch.outcomes()
