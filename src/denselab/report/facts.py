"""The facts of a Run, gathered from its files into the shape that the report tells them in.

Nothing is drawn and nothing is computed anew, but for intervals of accuracies that the
Run holds without one. Whatever an unfinished Run lacks is ``None`` or empty here.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from denselab.report import words
from denselab.report.shares import Share

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
    def parameters(self) -> int | None:
        from_layers = sum(layer.get("parameters") or 0 for layer in self.layers)
        return self.summary.get("parameters") or from_layers or None

    @property
    def settings(self) -> str:
        return words.settings(self.summary.get("settings") or {})

    @property
    def drops_out(self) -> bool:
        """Whether its training curve was taken with units switched off."""
        return any(layer.get("kind") == "Dropout" for layer in self.layers)

    def finding(self, kind: str) -> JSON | None:
        """The first finding of a kind."""
        return next((f for f in self.findings if f.get("kind") == kind), None)


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
    classes: tuple[str, ...]
    models: tuple[Model, ...]
    trials: tuple[Trial, ...]
    evaluation: JSON
    test: Share | None
    majority: Share | None

    @property
    def chosen(self) -> Model | None:
        """The network that was chosen on the validation part."""
        name = (self.summary.get("test") or {}).get("model") or self.evaluation.get("model")
        return self.model(name) if name else None

    def model(self, name: str) -> Model | None:
        return next((model for model in self.models if model.name == name), None)

    @property
    def name(self) -> str:
        return self.look.get("name") or (self.summary.get("data") or {}).get("name") or "data"

    def evidence(self, finding: JSON) -> list[str]:
        """The figures behind a finding, as a person would write them."""
        n = {"accuracy": self._n("train"), "val_accuracy": self._n("validation")}
        return [
            f"{words.evidence_name(key)} "
            f"{(Share.of(value, n[key]) if key in n else None) or words.evidence(value)}"
            for key, value in (finding.get("evidence") or {}).items()
        ]

    def comparison(self, rival: str) -> JSON | None:
        """The chosen network beside another on the same pictures, where the two were compared."""
        return next((c for c in self.comparisons if c.get("b") == rival), None)

    @property
    def comparisons(self) -> Sequence[JSON]:
        return self.summary.get("comparisons") or []

    @property
    def most_frequent(self) -> str | None:
        """The class that the majority yardstick always names."""
        counts = _part(self.look, "train").get("class_counts")
        return self.classes[counts.index(max(counts))] if counts else None

    def _n(self, part: str) -> int | None:
        return _part(self.look, part).get("n")


def gather(run: "Run") -> Facts:
    """Reads a Run, finished or not."""
    summary, look = run.summary or {}, run.look or {}
    evaluation = run.evaluation or {}
    data = summary.get("data") or {}
    n_validation = data.get("n_validation") or _part(look, "validation").get("n")
    test = summary.get("test") or evaluation
    return Facts(
        summary=summary,
        look=look,
        classes=tuple(look.get("classes") or data.get("classes") or ()),
        models=_models(run, summary, n_validation),
        trials=_trials(summary.get("search") or {}, n_validation),
        evaluation=evaluation,
        test=Share.of(test.get("accuracy"), test.get("n")),
        majority=majority(look),
    )


def _part(look: JSON, name: str) -> JSON:
    return (look.get("parts") or {}).get(name) or {}


def majority(look: JSON) -> Share | None:
    """How often the most frequent class of the training part is right on the validation part."""
    train = _part(look, "train").get("class_counts") or []
    validation = _part(look, "validation")
    if not train or not validation.get("n"):
        return None
    most = max(range(len(train)), key=train.__getitem__)
    return Share.of(validation["class_counts"][most] / validation["n"], validation["n"])


def _models(run: "Run", summary: JSON, n_validation: int | None) -> tuple[Model, ...]:
    summaries = {model["name"]: model for model in summary.get("models") or []}
    histories = {name: _floats(history) for name, history in (run.histories or {}).items()}
    names = [*summaries, *(n for n in histories if n not in summaries and "trial" not in n)]
    findings = summary.get("findings") or []
    return tuple(
        Model(
            name=name,
            summary=summaries.get(name, {}),
            history=histories.get(name, {}),
            layers=(run.networks or {}).get(name) or [],
            findings=[f for f in findings if f.get("model") == name],
            validation=Share.of(summaries.get(name, {}).get("validation_accuracy"), n_validation),
        )
        for name in names
    )


def _floats(history: Mapping[str, Sequence[float | None]]) -> dict[str, list[float]]:
    return {
        metric: [math.nan if value is None else float(value) for value in values]
        for metric, values in history.items()
    }


def _trials(search: JSON, n_validation: int | None) -> tuple[Trial, ...]:
    best = search.get("best") or {}
    best_settings = best.get("settings", best)
    return tuple(
        Trial(
            settings=words.settings(trial["settings"]),
            validation=Share.of(trial.get("validation_accuracy"), n_validation),
            loss=trial.get("validation_loss"),
            state=str(trial.get("state") or "unknown").lower(),
            best=trial["settings"] == best_settings,
        )
        for trial in search.get("trials") or []
    )
