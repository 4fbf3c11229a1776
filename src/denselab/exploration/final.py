"""Once everything is chosen: the chosen settings, trained anew on all that may be learned from.

Responsible for the members of the final network, for taking up what an interrupted exploration has
finished of them, and for what each of them scores. The settings are those that validation chose;
the validation part itself is learned from here, so nothing can be measured on it any more.
"""

import shutil
import threading
import time
from collections.abc import Mapping
from functools import partial
from statistics import fmean, stdev
from typing import Any

import numpy as np

from denselab.backend import keras
from denselab.evaluation import mcnemar, score
from denselab.exploration.models import Model, Models, model_file
from denselab.files import write_whole
from denselab.nets import committee, load_network
from denselab.observer import Observer
from denselab.runs import RunWriter
from denselab.seeds import stream
from denselab.settings import Settings
from denselab.training import Arrays, Plan, probabilities, train_members


class Final:
    """The final network of a Run: what answers in the test, and is saved for serving.

    Without members it is the chosen network as it is, which may still see an image several times.

    Args:
        writer: The Run.
        models: Where the chosen network and its learning curves are.
        chosen: The network that validation chose.
        arrays: The data, in their parts.
        observer: Told about each epoch.
    """

    def __init__(
        self, writer: RunWriter, models: Models, chosen: Model, arrays: Arrays, observer: Observer
    ) -> None:
        self._writer = writer
        self._asked = writer.study.final
        self._models = models
        self._chosen = chosen
        self.arrays = arrays
        self._observer = observer
        self._telling = threading.Lock()
        self._ended: dict[int, float] = {}  # when the last epoch of each member was over
        self._members: list[keras.Sequential] = []

    @property
    def network(self) -> keras.Model:
        """One network that answers for all members, ending in probabilities."""
        return committee(self._answering())

    @property
    def first(self) -> keras.Sequential:
        """The first member, which speaks for all where there is room for one."""
        return self._answering()[0]

    def train(self) -> None:
        """Trains the members that are asked for, or takes up those trained before."""
        names = [f"member-{number + 1}" for number in range(self._asked.members)]
        kept = self._writer.read_json("evidence/members.json")
        if kept is None and names:
            began = time.perf_counter()
            folder = self._writer.path / "models" / "members"
            is_continued = folder.exists()
            plan, seeds = self._plan(), self._seeds(names)
            networks = train_members(
                plan, seeds, folder, on_epoch=partial(self._tell, names, plan.epochs)
            )
            for name, network in zip(names, networks, strict=True):
                write_whole(self._writer.path / "models" / name / "network.keras", network.save)
            # Written last: without it, training goes on from its checkpoints.
            told = {
                "seeds": seeds,
                "epochs": plan.epochs,
                "n_train": len(plan.arrays.y_train),
                # Of two that were side by side when they were killed, nobody knows what they took.
                "seconds": None if is_continued else round(time.perf_counter() - began, 2),
            }
            self._writer.json("evidence/members.json", told)
            shutil.rmtree(folder, ignore_errors=True)
        self._members = [load_network(model_file(self._writer.path, name)) for name in names]

    def said(self, x: np.ndarray) -> np.ndarray:
        """What each member says of samples as stored, from all its views.

        Args:
            x: ``(n, features)``.

        Returns:
            Probabilities, ``(members, n, classes)``; the final network answers with their mean.
        """
        views = self._asked.views
        return np.stack([probabilities(m, self.arrays, x, views) for m in self._answering()])

    def evidence(self, said: np.ndarray, y: np.ndarray) -> dict[str, Any]:
        """What views bring on the validation part, and what each member scores in the test.

        Args:
            said: Of the test samples, ``(members, n, classes)``.
            y: Their labels, ``(n,)``.
        """
        told = self._writer.read_json("evidence/members.json") or {}
        scores = [score(each.argmax(axis=1) == y) for each in said]
        accuracies = [each["accuracy"] for each in scores]
        return told | {
            "views": self._asked.views,
            "views_on_validation": self._views_on_validation(),
            "members": scores,
            "mean_accuracy": fmean(accuracies),
            "sd_accuracy": stdev(accuracies) if len(accuracies) > 1 else None,
        }

    def _views_on_validation(self) -> dict[str, Any] | None:
        """The chosen network with all views against itself with one, on data it had not seen."""
        if self._asked.views == "one":
            return None
        network, arrays = self._models.network(self._chosen.name), self.arrays
        one, several = (
            probabilities(network, arrays, arrays.x_validation, views).argmax(axis=1)
            == arrays.y_validation
            for views in ("one", self._asked.views)
        )
        return {"one": score(one), "several": score(several), **vars(mcnemar(several, one))}

    def _answering(self) -> list[keras.Sequential]:
        return self._members or [self._models.network(self._chosen.name)]

    def _plan(self) -> Plan:
        settings, arrays = Settings.from_json(self._chosen.settings), self.arrays
        epochs = settings.epochs if settings.stop == "never" else self._chosen.kept_epoch
        rates = None
        if settings.schedule == "plateau":  # it followed the validation loss, which is gone now
            rates = self._models.history(self._chosen.name)["learning_rate"][:epochs]
        return Plan(settings, arrays.everything(), epochs, rates)

    def _seeds(self, names: list[str]) -> list[int]:
        return [stream(self._writer.study.seed, name) for name in names]

    def _tell(
        self, names: list[str], epochs: int, member: int, epoch: int, logs: Mapping[str, float]
    ) -> None:
        with self._telling:
            now = time.perf_counter()
            if logs:
                seconds = now - self._ended[member]
                self._observer.epoch(names[member], epoch, epochs, logs, seconds)
            self._ended[member] = now
