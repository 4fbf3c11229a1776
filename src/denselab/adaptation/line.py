"""From a finished Run and its corrections to a new Run.

Read `Adaptation.run` as the table of contents. It takes seconds to minutes, so nothing of it is
kept to be continued: the new Run appears when everything is done, or not at all.
"""

import time
from pathlib import Path
from typing import Any

import numpy as np

from denselab import report
from denselab.adaptation.cross_validation import cross_validate
from denselab.adaptation.lessons import FOLDS, Lessons
from denselab.adaptation.origin import Origin
from denselab.adaptation.rehearsal import Rehearsal
from denselab.adaptation.worth import check_remembered, compared
from denselab.backend import keras
from denselab.data import Splits
from denselab.data.samples import digests
from denselab.errors import RunError
from denselab.exploration.in_browser import keep_for_browsers
from denselab.exploration.models import Model, Models
from denselab.exploration.selection import Selection, scored
from denselab.exploration.summary import summarise
from denselab.files import write_whole
from denselab.observer import Observer, Silent
from denselab.runs import Run, RunWriter, write_whole_run
from denselab.study import AdaptationSettings

#: What the new network is called.
NAME = "adapted"
STAGES = 4
#: The test part stays sealed, so there is no figure to tell.
UNTESTED = {"model": NAME, "accuracy": None, "correct": None, "n": 0, "low": None, "high": None}


def adapt(
    run: Run | str | Path,
    settings: AdaptationSettings | None = None,
    *,
    out: str | Path | None = None,
    offline: bool = False,
    observer: Observer | None = None,
) -> Run:
    """Fine-tunes the network of a Run on its corrections, into a new Run.

    The corrections are learned among all that the network learned from before. What that is worth
    is measured on the corrections by cross-validation, so that none is judged by a network that
    has learned from it, and on the Run's validation part. The test part stays sealed.

    Args:
        run: A finished Run of images with corrections, or its folder. It stays as it is.
        settings: How to learn.
        out: The folder of the new Run; by default a new one under ``runs/``.
        offline: Whether to do without downloads.
        observer: Who is told about progress.

    Returns:
        The new Run, whose ``adaptation`` tells what has changed.

    Raises:
        RunError: There are hardly any corrections, or the Run cannot be adapted, or `out` exists.
        DataError: A correction is of a class that the network does not know.
        ForgettingError: The network lost more on the validation part than is tolerated; nothing
            is kept.

    Example:
        >>> new = adapt("runs/digits", out="runs/my-hand")  # doctest: +SKIP
        >>> new.adaptation["corrections"]["after"]["accuracy"]  # doctest: +SKIP
        0.96
    """
    origin = Origin(run if isinstance(run, Run) else Run(run))
    adaptation = Adaptation(
        origin,
        Lessons.of(origin),
        settings or AdaptationSettings(),
        offline=offline,
        observer=observer or Silent(),
    )
    return write_whole_run(origin.run.study, out, adaptation.run)


class Adaptation:
    """One pass along the line.

    Args:
        origin: The Run to be adapted.
        lessons: What its network is to learn.
        asked: How.
        offline: Whether to do without downloads.
        observer: Who is told about progress.
    """

    def __init__(
        self,
        origin: Origin,
        lessons: Lessons,
        asked: AdaptationSettings,
        *,
        offline: bool,
        observer: Observer,
    ) -> None:
        self.origin = origin
        self.lessons = lessons
        self.asked = asked
        self.offline = offline
        self.observer = observer
        self._stage = 0

    def run(self, writer: RunWriter) -> None:
        """Writes the new Run."""
        began = time.perf_counter()
        splits = self.look(writer)
        rehearsal = Rehearsal(self.origin, self.lessons, self.asked, self.origin.arrays(splits))
        corrections = self.cross_validate(rehearsal, writer)
        models = Models(
            writer, rehearsal.arrays_with(self.lessons.all), self.observer, rehearsal.weights
        )
        model = self.learn(models, rehearsal)
        said = rehearsal.said(models.network(NAME), splits.x_validation)  # (n, classes)
        validation = self.validate(rehearsal, said, splits)
        self._begin("write the report")
        network, origin = models.network(NAME), self.origin
        self.keep(writer, network, model, corrections, validation)
        keep_for_browsers(writer, origin.pixels, splits.x_train, origin.classes, network)
        selection = Selection(
            model, rehearsal.settings.judged_by, {NAME: scored(said, splits.y_validation)}, [], []
        )
        seconds = time.perf_counter() - began
        summary = summarise(splits, models, [model], [], [], selection, UNTESTED, seconds=seconds)
        writer.json("summary.json", summary)
        report.write(Run(writer.path))

    def _begin(self, name: str) -> None:
        self._stage += 1
        self.observer.stage(name, self._stage, STAGES)

    def look(self, writer: RunWriter) -> Splits:
        """The data that the network learned from; with the corrections, what the new one knows."""
        self._begin("look at the data")
        self._note_one_class()
        run = self.origin.run
        splits, seen = self.origin.look(self.offline, self.observer)
        self._check_unseen(splits)
        writer.json("evidence/look.json", seen.to_json())
        writer.arrays("evidence/samples.npz", seen.pictures())
        if run.augmented is not None:
            writer.arrays("evidence/augmented.npz", {"copies": run.augmented})
        known = np.union1d(run.digests["train"], digests(self.lessons.images))
        writer.arrays("evidence/digests.npz", {**run.digests, "train": known})
        return splits

    def _check_unseen(self, splits: Splits) -> None:
        """Raises `RunError` where corrections are among what judges the network."""
        judges = np.concatenate([self.origin.run.digests["validation"], splits.test.digests()])
        seen = int(np.isin(digests(self.lessons.images), judges).sum())
        if seen:
            raise RunError(
                f"{self.origin.run.path}: {seen} corrections are images of its validation or test "
                "part, so no figure would be honest; take them out of its corrections"
            )

    def _note_one_class(self) -> None:
        found = np.unique(self.lessons.labels)
        if len(found) == 1:
            self.observer.note(
                f"all corrections are of class {self.origin.classes[found[0]]}: nothing tells how "
                "it will read the other classes of that hand"
            )

    def cross_validate(self, rehearsal: Rehearsal, writer: RunWriter) -> dict[str, Any]:
        """What is said of each correction before, and after by one that has not learned it."""
        self._begin("learn some corrections, be judged by the others")
        lessons = self.lessons
        before = rehearsal.said(self.origin.network, lessons.images).argmax(axis=1)
        after = cross_validate(rehearsal, self.observer).argmax(axis=1)
        arrays = {**vars(lessons), "before": before, "after": after}
        writer.arrays("evidence/corrections.npz", arrays)
        right = (said == lessons.labels for said in (before, after))
        return compared(*right) | {"folds": FOLDS, "earlier": len(lessons.earlier_labels)}

    def learn(self, models: Models, rehearsal: Rehearsal) -> Model:
        """The network that is kept learns all of them."""
        self._begin("learn all corrections")
        return models.train(NAME, rehearsal.settings)

    def validate(self, rehearsal: Rehearsal, said: np.ndarray, splits: Splits) -> dict[str, Any]:
        """What became of the rest, on samples that neither network learned from.

        Raises:
            ForgettingError: Too much of it was lost.
        """
        y = splits.y_validation
        before = rehearsal.said(self.origin.network, splits.x_validation).argmax(axis=1) == y
        told = compared(before, said.argmax(axis=1) == y)
        doubt = check_remembered(self.origin.run.path, told, self.asked.tolerance)
        if doubt:
            self.observer.note(doubt)
        return told | {"doubt": doubt}

    def keep(
        self,
        writer: RunWriter,
        network: keras.Model,
        model: Model,
        corrections: dict[str, Any],
        validation: dict[str, Any],
    ) -> None:
        """The network with what reads images for it, and what adapting has changed."""
        run = self.origin.run
        write_whole(writer.path / "model" / "network.keras", network.save)
        writer.json("model/preprocessing.json", run.preprocessing)
        writer.json("model/classes.json", list(self.origin.classes))
        writer.json("evidence/networks.json", {NAME: model.layers})
        told = {
            "run": str(run.path),
            "model": self.origin.name,
            "sha256": self.origin.sha256,
            "settings": self.asked.model_dump() | {"epochs": model.settings["epochs"]},
            "corrections": corrections,
            "validation": validation,
            "tested": self.origin.tested,
        }
        writer.json("evidence/adaptation.json", told)
