"""The facts of a Run, gathered from its files into the shape that the report tells them in.

Nothing is drawn and nothing is computed anew, but for intervals of accuracies that the
Run holds without one. A figure of a network that diverged may be NaN or ``None`` here.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from denselab.evaluation import is_uneven, wilson
from denselab.report import nouns, words
from denselab.report.nouns import Nouns
from denselab.report.shares import Share
from denselab.report.worth import Yardstick, best, yardsticks

if TYPE_CHECKING:
    from denselab.runs import Run

JSON = Mapping[str, Any]


@dataclass(frozen=True)
class Model:
    """One trained network, and everything that is known about it."""

    name: str
    summary: JSON
    history: Mapping[str, Sequence[float]]
    layers: Sequence[JSON]
    findings: Sequence[JSON]
    validation: Share | None

    @property
    def settings(self) -> str:
        return words.settings(self.summary["settings"])

    @property
    def is_hindered(self) -> bool:
        """Whether its training curves were taken otherwise than those of validation.

        That the weights move during an epoch is true of all; what else there is, the loss tells,
        but for averaging: the averaged weights are validated, and others trained.
        """
        averages = bool(self.summary["settings"].get("averaging"))
        return averages or len(self.summary["loss_steps"]) > 1

    def finding(self, kind: str) -> JSON | None:
        """The first finding of a kind."""
        return next((f for f in self.findings if f["kind"] == kind), None)


@dataclass(frozen=True)
class Trial:
    """One trial of the search."""

    settings: str
    validation: Share | None
    loss: float | None
    state: str
    best: bool


@dataclass(frozen=True)
class Facts:
    """All that the report tells."""

    summary: JSON
    look: JSON
    models: tuple[Model, ...]
    trials: tuple[Trial, ...]
    evaluation: JSON
    test: Share
    majority: Share
    yardsticks: Sequence[Yardstick]
    source: JSON | None
    transfer: Sequence[JSON]
    words: JSON | None = None

    @property
    def name(self) -> str:
        """The data set's."""
        return str(self.look["name"])

    @property
    def nouns(self) -> Nouns:
        """What samples are called."""
        return nouns.of(self.look)

    @property
    def classes(self) -> Sequence[str]:
        return self.look["classes"]

    @property
    def chosen(self) -> Model:
        """The network that was chosen on the validation part."""
        return next(model for model in self.models if model.name == self.evaluation["model"])

    def model(self, name: str) -> Model | None:
        """The network of that name, if it was asked for."""
        return next((model for model in self.models if model.name == name), None)

    def evidence(self, finding: JSON) -> list[str]:
        """The figures behind a finding, as a person would write them."""
        parts = self.look["parts"]
        n = {"accuracy": parts["train"]["n"], "val_accuracy": parts["validation"]["n"]}
        return [
            f"{words.evidence_name(key)} "
            f"{(Share.of(value, n[key]) if key in n else None) or words.evidence(value)}"
            for key, value in finding["evidence"].items()
        ]

    def comparison(self, rival: str) -> JSON | None:
        """The chosen network beside another on the same samples; ``None`` beside itself."""
        return next((c for c in self.comparisons if c["b"] == rival), None)

    @property
    def final(self) -> JSON:
        """What was done with the chosen settings before the test, and how each member did."""
        return self.evaluation["final"]

    @property
    def is_retrained(self) -> bool:
        """Whether the network that was tested is another than the one that was chosen."""
        return "n_train" in self.final

    @property
    def answering(self) -> str:
        """What answered in the test, as the subject of a sentence."""
        n = len(self.final["members"])
        if n > 1:
            return f"the committee of {n} networks"
        return "the final network" if self.is_retrained else f"the {self.chosen.name} network"

    @property
    def members(self) -> list[Share]:
        """The test accuracy of each member of a committee."""
        keys = ("accuracy", "n", "low", "high")
        return [Share(*(member[key] for key in keys)) for member in self.final["members"]]

    @property
    def stops_early(self) -> bool:
        """Whether the validation part decided when training ended."""
        return any(model.summary["settings"].get("stop") != "never" for model in self.models)

    @property
    def is_balanced(self) -> bool:
        """Whether networks were chosen by balanced accuracy, because classes were weighed."""
        return bool(self.summary["chosen_by"] == "balanced_accuracy")

    @property
    def is_uneven(self) -> bool:
        """Whether some class of the test part is so rare that accuracy tells little of it."""
        counts = [scores["n"] for scores in self.evaluation["per_class"] if scores["n"]]
        return is_uneven(counts)

    @property
    def rival(self) -> Yardstick:
        """The best of the yardsticks."""
        return best(self.yardsticks)

    @property
    def comparisons(self) -> Sequence[JSON]:
        return self.summary["comparisons"]

    @property
    def most_frequent(self) -> str:
        """The class that the majority yardstick always names."""
        return self.classes[_most_frequent(self.look)]


def gather(run: "Run") -> Facts:
    """Reads a Run."""
    evaluation = run.evaluation
    return Facts(
        summary=run.summary,
        look=run.look,
        models=_models(run),
        trials=_trials(run.summary["search"], run.look["parts"]["validation"]["n"]),
        evaluation=evaluation,
        test=Share(*(evaluation[key] for key in ("accuracy", "n", "low", "high"))),
        majority=majority(run.look),
        yardsticks=yardsticks(run.summary, evaluation),
        source=run.source,
        transfer=run.transfer,
        words=run.words,
    )


def majority(look: JSON) -> Share:
    """How often the most frequent class of the training part is right on the validation part."""
    validation = look["parts"]["validation"]
    correct, n = validation["class_counts"][_most_frequent(look)], validation["n"]
    return Share(correct / n, n, *wilson(correct, n))


def _most_frequent(look: JSON) -> int:
    counts = look["parts"]["train"]["class_counts"]
    return int(counts.index(max(counts)))


def _models(run: "Run") -> tuple[Model, ...]:
    return tuple(
        Model(
            name=model["name"],
            summary=model,
            history=_floats(run.histories[model["name"]]),
            layers=run.networks[model["name"]],
            findings=[f for f in run.summary["findings"] if f["model"] == model["name"]],
            validation=Share.of(model["validation_accuracy"], run.look["parts"]["validation"]["n"]),
        )
        for model in run.summary["models"]
    )


def _floats(history: Mapping[str, Sequence[float | None]]) -> dict[str, list[float]]:
    return {
        metric: [math.nan if value is None else float(value) for value in values]
        for metric, values in history.items()
    }


def _trials(search: JSON, n_validation: int) -> tuple[Trial, ...]:
    if not search["trials"]:
        return ()
    told = words.searched([trial["settings"] for trial in search["trials"]])
    return tuple(
        Trial(
            settings=settings,
            validation=Share.of(trial["validation_accuracy"], n_validation),
            loss=trial["validation_loss"],
            state=trial["state"],
            best=trial["number"] == search["best"]["number"],
        )
        for trial, settings in zip(search["trials"], told, strict=True)
    )
