"""What starting from another Run is worth, at several amounts of data.

Responsible for training the regularised network from scratch and from the Run, on the same
examples with the same settings, and for comparing both on the validation part. The figures are kept
amount by amount, so that an exploration which is continued measures only what is missing.
"""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

import numpy as np

from denselab.evaluation import mean_accuracy, mean_lead
from denselab.observer import Observer
from denselab.runs import RunWriter
from denselab.seeds import stream
from denselab.settings import Settings
from denselab.training import Arrays, learn, probabilities
from denselab.training.learn import OnEpoch

#: An epoch of few examples shall still have so many updates, or it would be none to speak of.
FEWEST_UPDATES = 10


@dataclass(frozen=True)
class Transfer:
    """The comparison of both beginnings.

    Attributes:
        settings: Of the network that starts from the other Run.
        arrays: All training data, and the validation data.
        weights: What it starts with.
        seed: The study's.
        repeats: How often each amount is tried.
    """

    settings: Settings
    arrays: Arrays
    weights: list[np.ndarray]
    seed: int
    repeats: int

    def measure(
        self, amounts: tuple[int, ...], writer: RunWriter, observer: Observer
    ) -> list[dict[str, Any]]:
        """Compares at each of `amounts` examples a class, and with all that there are.

        Writes ``evidence/transfer.json``, where each amount is described.
        """
        measured = writer.read_json("evidence/transfer.json") or []
        known = {amount["examples"] for amount in measured}
        for examples in self._possible(amounts):
            if examples not in known:
                measured.append(self._compared(examples, observer))
                writer.json("evidence/transfer.json", measured)
        return measured

    def _possible(self, amounts: tuple[int, ...]) -> Iterator[int | None]:
        """The amounts of which some class has more, from few to many; ``None`` for everything."""
        most = np.bincount(self.arrays.y_train).max()
        yield from sorted({amount for amount in amounts if amount < most})
        yield None

    def _compared(self, examples: int | None, observer: Observer) -> dict[str, Any]:
        right: dict[str, list[np.ndarray]] = {"scratch": [], "transfer": []}
        epochs = {name: count(1) for name in right}  # counted through all repeats
        for repeat in range(self.repeats):
            seed = stream(self.seed, f"transfer {repeat}")
            arrays = part(self.arrays, examples, seed)
            for name, settings in self._both(len(arrays.y_train)).items():
                told = f"{name}, {_in_words(examples)}"
                most = self.repeats * settings.epochs
                on_epoch = _telling(told, epochs[name], most, observer)
                right[name].append(self._right(settings, arrays, seed, on_epoch))
        scratch, transfer = (np.stack(repeats) for repeats in right.values())  # (repeats, n)
        return {
            "examples": examples,
            "n_train": len(arrays.y_train),
            "n": len(arrays.y_validation),
            "repeats": self.repeats,
            "scratch": mean_accuracy(scratch),
            "transfer": mean_accuracy(transfer),
            "gain": mean_lead(transfer, scratch),
        }

    def _both(self, n_train: int) -> dict[str, Settings]:
        batch = max(1, min(self.settings.batch_size, n_train // FEWEST_UPDATES))
        settings = replace(self.settings, batch_size=batch)
        return {"scratch": replace(settings, start=None), "transfer": settings}

    def _right(
        self, settings: Settings, arrays: Arrays, seed: int, on_epoch: OnEpoch
    ) -> np.ndarray:
        """Which validation samples a network of these settings reads correctly, ``(n,)`` bool."""
        learned = learn(settings, arrays, seed=seed, weights=self.weights, on_epoch=on_epoch)
        said = probabilities(learned.network, arrays, arrays.x_validation)
        return said.argmax(axis=1) == arrays.y_validation


def part(arrays: Arrays, examples: int | None, seed: int) -> Arrays:
    """The same with so many training examples of each class, or all of a class that has fewer.

    With the same seed, what a smaller number draws is a part of what a larger one draws.
    """
    if examples is None:
        return arrays
    rng = np.random.default_rng(stream(seed, "examples"))
    members = [np.flatnonzero(arrays.y_train == label) for label in range(len(arrays.classes))]
    drawn = np.sort(np.concatenate([rng.permutation(all_)[:examples] for all_ in members]))
    return replace(arrays, x_train=arrays.x_train[drawn], y_train=arrays.y_train[drawn])


def _telling(name: str, numbers: Iterator[int], most: int, observer: Observer) -> OnEpoch:
    """Tells `observer` of each epoch by the next of `numbers`."""
    began = time.perf_counter()

    def on_epoch(_: int, logs: Mapping[str, float]) -> None:
        nonlocal began
        now = time.perf_counter()
        observer.epoch(name, next(numbers), most, logs, now - began)
        began = now

    return on_epoch


def _in_words(examples: int | None) -> str:
    return "all examples" if examples is None else f"{examples} a class"
