"""The straight line from a study to a tested, explained network.

Read `Exploration.run` as the table of contents. Each step is a short method that calls the room
responsible for it and leaves its evidence in the Run; a network that an interrupted exploration
has left finished is taken up, not trained again.
"""

import os
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from denselab import data, report
from denselab.augmentation import copies
from denselab.backend import jax, keras, multiplies_bfloat16
from denselab.diagnosis import Finding, Setup, diagnose
from denselab.errors import RunError, StudyError
from denselab.evaluation import evaluate
from denselab.exploration.final import Final
from denselab.exploration.in_browser import keep_for_browsers
from denselab.exploration.mistakes import keep_mistakes
from denselab.exploration.models import Model, Models
from denselab.exploration.selection import Selection, select
from denselab.exploration.source import Source
from denselab.exploration.summary import summarise
from denselab.exploration.transfer import Transfer
from denselab.exploration.words import keep_words
from denselab.files import write_whole
from denselab.look import look
from denselab.nets import digest
from denselab.observer import Observer, Silent
from denselab.prep import Pixels, Preprocessor, suited
from denselab.prep.words import Words
from denselab.runs import Run, RunWriter
from denselab.settings import KINDS, Kind, Precision, Settings, Start
from denselab.study import DataKind, DataSettings, Study
from denselab.training import Arrays
from denselab.tuning import Point, Trial, grid_search
from denselab.yardsticks import Fitted, Part, compare, fit_yardsticks

#: Stages beside those that train a network: look, prepare, yardsticks, read, test, report.
FRAME = 6


def explore(
    study: Study | str | None = None,
    *,
    out: str | Path | None = None,
    resume: str | Path | None = None,
    offline: bool = False,
    observer: Observer | None = None,
) -> Run:
    """Takes a data set from raw files to a tested, explained network and a report.

    Args:
        study: What to do, or just the data to do it with, as in ``explore("mnist")``; the
            default is the notebook's exploration, of ``mnist-5k``.
        out: The Run's folder; by default a new one under ``runs/``. An unfinished Run of the
            same study there is continued, a finished one never overwritten.
        resume: An unfinished Run to continue, instead of `study` and `out`.
        offline: Whether to do without downloads.
        observer: Who is told about progress.

    Returns:
        The finished Run.

    Raises:
        RunError: The folder cannot become this Run.
        DataError: The data break a rule.
        DataNotFoundError: The data are neither here nor in reach.

    Example:
        >>> run = explore(Study(training={"epochs": 1}), out="runs/first")  # doctest: +SKIP
        >>> run.summary["test"]["model"]  # doctest: +SKIP
        'mlp'
    """
    if resume is not None:
        writer = RunWriter.resume(resume)
    else:
        if isinstance(study, str):
            study = Study(data=DataSettings(source=study))
        asked = study or Study()
        source = Source.of(asked)
        writer = RunWriter.begin(source.complete(asked) if source else asked, out)
    with writer:
        return Exploration(writer, offline, observer or Silent()).run()


class Exploration:
    """One pass along the line, writing one Run."""

    def __init__(self, writer: RunWriter, offline: bool, observer: Observer) -> None:
        self.writer = writer
        self.study = writer.study
        self.offline = offline
        self.observer = observer
        self.source = Source.of(self.study)
        self.start: Start | None = None
        self.kind: DataKind = "images"
        self._stage = 0

    def run(self) -> Run:
        began = time.perf_counter()
        splits = self.look()
        preprocessor, arrays = self.prepare(splits)
        yardsticks = self.measure_by(splits, preprocessor, arrays)
        weights = self.begin_from_the_source(splits)
        models = Models(self.writer, arrays, self.observer, weights)
        trained = self.train(models)
        trials = self.search(models)
        trained += self.tune(models, trials)
        self.transfer(arrays, weights)
        findings = self.read(models, trained, arrays)
        validation = Part(splits.x_validation, arrays.x_validation)
        selection = select(models, trained, arrays, yardsticks, validation)
        final = Final(self.writer, models, selection.chosen, arrays, self.observer)
        if self.study.final.members:
            self._begin("train the final network")
            final.train()
        test = self.test(final, selection, splits, preprocessor, yardsticks)
        self._begin("write the report")
        seconds = time.perf_counter() - began
        summary = summarise(
            splits, models, trained, trials, findings, selection, test, seconds=seconds
        )
        self.writer.json("summary.json", summary)
        run = Run(self.writer.path)
        report.write(run)
        for trial in trials:  # kept so far for an exploration that would have to be continued
            models.forget(f"trial-{trial.number}")
        return run

    def _begin(self, name: str) -> None:
        self._stage += 1
        searching = "tuned" in self.study.networks
        retraining, transferring = self.study.final.members > 0, self.source is not None
        stages = FRAME + len(self.study.networks) + searching + retraining + transferring
        self.observer.stage(name, self._stage, stages)

    def look(self) -> data.Splits:
        """Loads and divides the data, seals the test part, notes what there is to see."""
        self._begin("look at the data")
        if self.study.data.also:
            self.observer.note("what is learned from beside it is made ready, a minute or two")
        splits = data.parts_of(self.study, offline=self.offline, progress=self.observer.download)
        _check_views(self.study, splits.kind)
        seen = look(splits, self.study.columns.kinds)
        self.kind = splits.kind
        self.writer.start()
        self.observer.begin(self.writer.path)
        self._check_unchanged(seen.to_json())
        self.writer.json("evidence/look.json", seen.to_json())
        if seen.pictures():
            self.writer.arrays("evidence/samples.npz", seen.pictures())
        self.writer.arrays("evidence/digests.npz", splits.digests())
        for warning in seen.to_json()["warnings"]:
            self.observer.note(warning["says"])
        return splits

    def _check_unchanged(self, seen: dict[str, Any]) -> None:
        before = self.writer.read_json("evidence/look.json")
        if before is not None and before["digest"] != seen["digest"]:
            raise RunError(
                f"{self.writer.path}: the data have changed since this Run was begun; "
                "begin a new one"
            )

    def prepare(self, splits: data.Splits) -> tuple[Preprocessor, Arrays]:
        """Fits the preprocessing on the training part alone, and saves it for serving."""
        self._begin("prepare the data")
        _check_gentle(self.study, splits.classes)
        preprocessor, x_train = self._fitted(splits)
        self.writer.json("model/preprocessing.json", preprocessor.to_json())
        self.writer.json("model/classes.json", list(splits.classes))
        arrays = Arrays(
            x_train=x_train,
            y_train=splits.y_train,
            x_validation=preprocessor.inputs(splits.x_validation),
            y_validation=splits.y_validation,
            encoding=preprocessor.encoding_,
            classes=splits.classes,
            image_shape=preprocessor.shape_ if isinstance(preprocessor, Pixels) else None,
        )
        self._show_copies(arrays)
        return preprocessor, arrays

    def _fitted(self, splits: data.Splits) -> tuple[Preprocessor, np.ndarray]:
        """The preprocessor, and the training part as it gives it."""
        if self.source is not None and splits.kind != "images":
            preprocessor = self.source.preprocessor(splits.kind)
            return preprocessor, preprocessor.inputs(splits.x_train)
        preprocessor = suited(splits.kind, self.study, self.source.frame if self.source else None)
        x_train = preprocessor.fit_inputs(splits.x_train, splits.y_train)
        return preprocessor, x_train

    def _show_copies(self, arrays: Arrays) -> None:
        """Keeps distorted copies to look at, where a network is to learn from such."""
        augmentation = self._settings("regularised").augmentation
        if augmentation is not None and {"regularised", "tuned"} & set(self.study.networks):
            images = arrays.x_train.reshape(-1, *arrays.shape_of_images("augmentation"))
            shown = copies(images, arrays.y_train, augmentation, arrays.classes, self.study.seed)
            self.writer.arrays("evidence/augmented.npz", {"copies": shown})

    def measure_by(
        self, splits: data.Splits, preprocessor: Preprocessor, arrays: Arrays
    ) -> list[Fitted]:
        """Fits the simple models that a network has to beat; nothing is chosen by them."""
        self._begin("fit the yardsticks")
        return fit_yardsticks(
            splits.kind,
            Part(splits.x_train, arrays.x_train),
            splits.y_train,
            len(splits.classes),
            arrays.encoding,
            columns=preprocessor.schema_,
            balanced=self.study.training.class_weight == "balanced",
            seed=self.study.seed,
        )

    def begin_from_the_source(self, splits: data.Splits) -> list[np.ndarray]:
        """The weights of the other Run that the regularised network starts from, if any."""
        if self.source is None:
            return []
        self.source.check_unseen(splits)
        self.start = self.source.start(splits.classes)
        self.source.remember(self.writer, self.start)
        return self.source.weights(self.start)

    def train(self, models: Models) -> list[Model]:
        """Trains the yardstick, the larger network that overfits, and the regularised one."""
        trained = []
        for kind in KINDS:
            if kind in self.study.networks:
                self._begin(f"train {kind}")
                trained.append(models.train(kind, self._settings(kind)))
        return trained

    def search(self, models: Models) -> list[Trial]:
        """Tries the grid on the regularised network, a fresh one for each trial."""
        if "tuned" not in self.study.networks:
            return []
        self._begin("search the grid")
        regularised = self._settings("regularised")

        def objective(number: int, point: Point, interrupted: threading.Event) -> dict[str, float]:
            settings = replace(regularised, **point)
            return models.train(f"trial-{number}", settings, interrupted).best

        space = self.study.search.space()
        at_once = _trials_side_by_side()
        by = f"val_{regularised.judged_by}"
        return grid_search(objective, space, by=by, seed=self.study.seed, at_once=at_once)

    def tune(self, models: Models, trials: list[Trial]) -> list[Model]:
        """Trains the best settings as any others; their trial's network is the same one."""
        if not trials:
            return []
        self._begin("train tuned")
        best = min(trials, key=lambda trial: trial.rank)
        return [models.train("tuned", replace(self._settings("regularised"), **best.settings))]

    def transfer(self, arrays: Arrays, weights: list[np.ndarray]) -> None:
        """Measures what starting from the other Run is worth, at several amounts of data."""
        if self.source is None:
            return
        self._begin("measure the transfer")
        asked, settings = self.study.transfer, self._settings("regularised")
        transfer = Transfer(settings, arrays, weights, self.study.seed, asked.repeats)
        transfer.measure(asked.examples, self.writer, self.observer)

    def read(self, models: Models, trained: list[Model], arrays: Arrays) -> list[Finding]:
        """Reads the learning curves of every network."""
        self._begin("read the curves")
        self.writer.json("evidence/networks.json", {model.name: model.layers for model in trained})
        findings = []
        for model in trained:
            findings += diagnose(
                model.name,
                models.history(model.name),
                n_validation=len(arrays.y_validation),
                train=model.best,
                kept_epoch=model.kept_epoch,
                loss_steps=model.loss_steps,
                setup=self._setup(model, arrays),
            )
        return findings

    def _setup(self, model: Model, arrays: Arrays) -> Setup:
        return Setup(
            model.settings,
            n_classes=len(arrays.classes),
            is_held_back=model.name in ("regularised", "tuned"),
            has_images=arrays.image_shape is not None,
            searched=self.study.search.space() if model.name == "tuned" else (),
            widths_are_free=self.source is None,
        )

    def test(
        self,
        final: Final,
        selection: Selection,
        splits: data.Splits,
        preprocessor: Preprocessor,
        yardsticks: list[Fitted],
    ) -> dict[str, Any]:
        """Opens the sealed test set, once, for the chosen network, and records that."""
        name = selection.chosen.name
        self._begin(f"open the test set for {name}")
        network = final.network
        opening = self._opening(name, network)
        write_whole(self.writer.path / "model" / "network.keras", network.save)
        keep_for_browsers(self.writer, preprocessor, splits.x_train, splits.classes, final.first)
        before = self.writer.read_json("evidence/evaluation.json")
        if before is not None:  # measured by the exploration that is continued here
            return before
        x, y = splits.test.open(by=name)
        seen = Part(x, preprocessor.inputs(x))
        said = final.said(seen.stored)  # (members, n, classes)
        scores = opening | evaluate(said.mean(axis=0), y, splits.classes)
        scores["yardsticks"] = compare(yardsticks, seen, y, said.mean(axis=0))
        scores["final"] = final.evidence(said, y)
        keep_mistakes(self.writer, scores["mistakes"], x, preprocessor, network)
        if isinstance(preprocessor, Words):
            keep_words(self.writer, preprocessor, final.arrays, network)
        self.writer.json("evidence/evaluation.json", scores)
        return scores

    def _opening(self, name: str, network: keras.Model) -> dict[str, Any]:
        """Records for which network the seal is broken, before it is; never for a second one."""
        weights = digest(network)
        before = self.writer.read_json("evidence/opening.json")
        if before is None:
            opened_at = datetime.now(UTC).isoformat("T", "seconds")
            before = {"model": name, "weights": weights, "opened_at": opened_at}
            self.writer.json("evidence/opening.json", before)
        if (before["model"], before["weights"]) != (name, weights):
            raise RunError(
                f"{self.writer.path}: its test set was opened for another {before['model']} on "
                f"{before['opened_at']}, and is not opened twice; begin a new Run"
            )
        return {key: before[key] for key in ("model", "opened_at")}

    def _settings(self, kind: Kind) -> Settings:
        return Settings.of(self.study, kind, _precision(self.study), self.start, self.kind)


def _check_gentle(study: Study, classes: tuple[str, ...]) -> None:
    for name in study.augmentation.gentle or ():
        if name not in classes:
            raise StudyError(
                f"augmentation.gentle: should name classes, of which {name!r} is none; they are "
                f"{', '.join(classes)}"
            )


def _check_views(study: Study, kind: DataKind) -> None:
    if kind != "images" and study.final.views != "one":
        raise StudyError(
            "final.views: should be one, because only images can be seen from several places, "
            f"got {study.final.views}"
        )


def _precision(study: Study) -> Precision:
    asked = study.training.precision
    if asked != "auto":
        return asked
    return "bfloat16" if multiplies_bfloat16() else "float32"


def _trials_side_by_side() -> int:
    """Two trials fill the gaps that each leaves on a processor; an accelerator has none to fill."""
    return min(2, os.cpu_count() or 1) if jax.default_backend() == "cpu" else 1
