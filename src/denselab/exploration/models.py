"""The trained networks of a Run: each settings are trained once, and kept so that they stay.

Responsible for training by name, for taking up what an interrupted exploration has finished, and
for not training the same settings twice: the same settings, data and seed give the same network
to the last bit, so a trial of the search that repeats an earlier network takes its result over.
"""

import math
import shutil
import threading
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from denselab.backend import keras
from denselab.errors import InterruptedTrainingError
from denselab.files import write_whole
from denselab.nets import describe, load_network
from denselab.observer import Observer
from denselab.runs import RunWriter, read_history
from denselab.settings import Settings
from denselab.training import Arrays, Checkpoint, learn


@dataclass(frozen=True)
class Model:
    """A trained network of a Run.

    Attributes:
        name: ``slp``, ``mlp``, ``regularised``, ``tuned``, or ``trial-0`` and so on.
        settings: What was asked, as JSON.
        trained_as: The model whose training gave these weights; its own name, unless the same
            settings had been trained before.
        kept_epoch: The epoch whose weights these are, from 1.
        best: Figures of these weights with dropout off, see `Learned.best`.
        loss_steps: What each ingredient of training added to the training loss, see
            `Learned.loss_steps`.
        layers: See `nets.describe`.
        seconds: What training took.
    """

    name: str
    settings: dict[str, Any]
    trained_as: str
    kept_epoch: int
    best: dict[str, float]
    loss_steps: dict[str, float]
    layers: list[dict[str, Any]]
    seconds: float


class Models:
    """Trains the networks of one Run and remembers them.

    Args:
        writer: The Run.
        arrays: What they learn from.
        observer: Told about each epoch.
        weights: Those that settings with a ``start`` tell of.
    """

    def __init__(
        self,
        writer: RunWriter,
        arrays: Arrays,
        observer: Observer,
        weights: Sequence[np.ndarray] = (),
    ) -> None:
        self._weights = weights
        self._writer = writer
        self._arrays = arrays
        self._observer = observer
        self._trained: dict[str, Model] = {}
        self._telling = threading.Lock()

    def train(
        self, name: str, settings: Settings, interrupted: threading.Event | None = None
    ) -> Model:
        """The network called `name`: trained now, or before in this Run.

        Args:
            name: Under which it is kept.
            settings: The network and its training.
            interrupted: Once set, training ends after the current epoch with
                `InterruptedTrainingError`.
        """
        model = self._kept(name, settings) or self._copied(name, settings)
        if model is None:
            model = self._learn(name, settings, interrupted or threading.Event())
        self._trained[name] = model
        return model

    def history(self, name: str) -> dict[str, list[Any]]:
        """The learning curves of `name`."""
        return read_history(self._writer.path / "history" / f"{name}.jsonl")

    def network(self, name: str) -> keras.Sequential:
        """The network of `name`, ending in probabilities."""
        return load_network(model_file(self._writer.path, name))

    def forget(self, name: str) -> None:
        """Drops the weights of `name`; its learning curves stay."""
        shutil.rmtree(self._writer.path / "models" / name, ignore_errors=True)

    def _kept(self, name: str, settings: Settings) -> Model | None:
        kept = self._writer.read_json(f"models/{name}/model.json")
        if kept is None or kept["settings"] != settings.to_json():
            return None
        figures = {name: _numbers(kept[name]) for name in ("best", "loss_steps")}
        return Model(**{**kept, **figures})

    def _copied(self, name: str, settings: Settings) -> Model | None:
        trained = list(self._trained.values())  # another thread may add to it meanwhile
        same = (model for model in trained if model.settings == settings.to_json())
        original = next(same, None)
        if original is None:
            return None
        for file in ("history/{}.jsonl", "models/{}/network.keras"):
            source = self._writer.path / file.format(original.name)
            target = self._writer.path / file.format(name)
            write_whole(target, partial(shutil.copy, source))
        model = Model(**{**asdict(original), "name": name})
        self._writer.json(f"models/{name}/model.json", asdict(model))
        return model

    def _learn(self, name: str, settings: Settings, interrupted: threading.Event) -> Model:
        seed = self._writer.study.seed
        checkpoint = Checkpoint(
            self._writer.path / "models" / name / "checkpoint.npz",
            of={"settings": settings.to_json(), "seed": seed},
        )
        history = self._writer.history(name, checkpoint.epochs)

        def on_epoch(epoch: int, logs: Mapping[str, float]) -> None:
            if interrupted.is_set():
                raise InterruptedTrainingError(f"training of {name} was interrupted")
            seconds = history.add(epoch, logs)
            with self._telling:
                self._observer.epoch(name, epoch, settings.epochs, logs, seconds)

        learned = learn(
            settings,
            self._arrays,
            seed=seed,
            weights=self._weights,
            on_epoch=on_epoch,
            checkpoint=checkpoint,
        )
        write_whole(self._writer.path / "models" / name / "network.keras", learned.network.save)
        layers = describe(learned.network)
        best = {key: float(value) for key, value in learned.best.items()}
        model = Model(
            name,
            settings.to_json(),
            name,
            learned.kept_epoch,
            best,
            learned.loss_steps,
            layers,
            learned.seconds,
        )
        # Written last: a model without it was not finished, and is trained on.
        self._writer.json(f"models/{name}/model.json", asdict(model))
        checkpoint.remove()
        return model


def model_file(run: Path, name: str) -> Path:
    """Where the network of `name` lies in the Run's folder."""
    return run / "models" / name / "network.keras"


def _numbers(figures: Mapping[str, float | None]) -> dict[str, float]:
    """Figures out of JSON, where ``None`` stands for what is not finite."""
    return {name: math.nan if value is None else value for name, value in figures.items()}
