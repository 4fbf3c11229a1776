"""Every figure of the report, drawn from the facts: name to Figure, in reading order."""

from collections.abc import Mapping
from typing import Any

from denselab.evaluation import wilson
from denselab.report.calibration import reliability
from denselab.report.confusion import confusion_matrix
from denselab.report.counts import class_counts
from denselab.report.curves import Curves, learning_curve
from denselab.report.diagram import network_diagram
from denselab.report.facts import Facts, Model
from denselab.report.figure import Figure
from denselab.report.intervals import Row, dots
from denselab.report.ranking import precision_recall, roc
from denselab.report.shares import Share
from denselab.report.text_lengths import text_lengths
from denselab.report.transfer import transfer_curve
from denselab.report.waterfall import LossShares, waterfall
from denselab.report.word_bars import word_bars
from denselab.report.words import count

INTERVALS = "The dot is what was measured, the line its 95 % interval"


def draw(facts: Facts) -> dict[str, Figure]:
    """All figures of a Run."""
    drawn = {"comparison": _comparison(facts), **of_look(facts.look)}
    for model in facts.models:
        drawn[f"network-{model.name}"] = network_diagram(model.name, model.layers)
    for model in facts.models:
        drawn |= _curves(model) | _gap(model)
    if facts.trials:
        drawn["search"] = _search(facts)
    if len(facts.members) > 1:
        drawn["members"] = _members(facts)
    if facts.source and facts.transfer:
        drawn["transfer"] = transfer_curve(facts.transfer, facts.source["data"])
    if facts.words:
        drawn["words"] = _words(facts.words)
    return drawn | _of_evaluation(facts)


def _words(words: Mapping[str, Any]) -> Figure:
    caption = (
        f"By how much the log-odds of a class fall (nats) when the word is taken out of a text, on "
        f"average over those of {count(words['n'])} validation texts that hold it."
    )
    panels = {
        name: [(push["word"], push["effect"]) for push in pushes]
        for name, pushes in words["classes"].items()
    }
    return word_bars("words", "Words that speak for each class", caption, panels, "nats")


def of_look(look: Mapping[str, Any]) -> dict[str, Figure]:
    """The pictures of the class counts, and of words and lengths where samples are texts."""
    drawn = {}
    if "words" in look:
        drawn = {"telling-words": _telling(look), "lengths": text_lengths(look)}
    parts = look["parts"]
    counts = {
        "training": parts["train"]["class_counts"],
        "validation": parts["validation"]["class_counts"],
    }
    return drawn | {"class-counts": class_counts(look["classes"], counts)}


def _telling(look: Mapping[str, Any]) -> Figure:
    caption = (
        "Words that one class says more often than the others, by how sure that is: log-odds in "
        "standard deviations (Monroe et al. 2008), in the training part."
    )
    panels = {
        name: [(word["word"], word["sureness"]) for word in told]
        for name, told in look["words"]["telling"].items()
    }
    title = "The most telling words of each class"
    return word_bars("telling-words", title, caption, panels, "standard deviations")


def _comparison(facts: Facts) -> Figure:
    chosen = ", on which the network was also chosen" if len(facts.models) > 1 else ""
    caption = (
        f"{INTERVALS}; where two lines overlap widely, the difference may be chance. All but the "
        f"last row are measured on the validation part{chosen}."
    )
    rows = [
        Row("majority", facts.majority, anchored=False),
        *(Row(y.short, y.validation) for y in facts.yardsticks if y.name != "majority"),
        *(Row(m.name, m.validation, chosen=m is facts.chosen) for m in facts.models),
        Row(f"{'final' if facts.is_retrained else facts.chosen.name} (test)", facts.test),
    ]
    return dots("comparison", "Accuracy of yardsticks and networks", caption, "accuracy (%)", rows)


def _curves(model: Model) -> dict[str, Figure]:
    onset = model.finding("overfitting")
    drawn = {}
    for metric in ("loss", "accuracy"):
        facts = Curves(
            model.name,
            metric,
            {
                "training": list(model.history[metric]),
                "validation": list(model.history[f"val_{metric}"]),
            },
            model.summary["best_epoch"],
            onset["epoch"] if onset else None,
            model.summary[f"train_{metric}"] if model.is_hindered else None,
        )
        drawn[f"{metric}-{model.name}"] = learning_curve(facts)
    return drawn


def _members(facts: Facts) -> Figure:
    rows = [Row(f"member {n}", share) for n, share in enumerate(facts.members, start=1)]
    rows.append(Row("committee", facts.test, chosen=True))
    caption = (
        f"{INTERVALS}. The members differ by their seeds alone; together they answer with the "
        "mean of their probabilities."
    )
    return dots("members", "Members of the committee", caption, "test accuracy (%)", rows)


def _gap(model: Model) -> dict[str, Figure]:
    """Why its two losses differ, where that was measured."""
    found = model.finding("loss_gap")
    if found is None:
        return {}
    evidence = found["evidence"]
    facts = LossShares(
        model.name,
        evidence["reported_loss"],
        {name: evidence[name] for name in model.summary["loss_steps"]},
        evidence["val_loss"],
    )
    return {f"gap-{model.name}": waterfall(facts)}


def _search(facts: Facts) -> Figure:
    rows = [Row(trial.settings, trial.validation, chosen=trial.best) for trial in facts.trials]
    caption = f"{INTERVALS}. The filled mark is the trial whose settings won."
    return dots("search", "Trials of the search", caption, "validation accuracy (%)", rows)


def _of_evaluation(facts: Facts) -> dict[str, Figure]:
    evaluation = facts.evaluation
    drawn = {
        "confusion": confusion_matrix(evaluation["confusion"], facts.classes),
        "recall": _recall(evaluation["per_class"]),
        "calibration": reliability(evaluation["calibration"]["bins"], wilson),
    }
    if ranked := evaluation["ranking"]:
        drawn["roc"] = roc(ranked, facts.classes)
        drawn["precision-recall"] = precision_recall(ranked, facts.classes, evaluation["n"])
    return drawn


def _recall(per_class: list[dict[str, Any]]) -> Figure:
    rows = [
        Row(str(c["class"]), Share(c["recall"], c["n"], c["recall_low"], c["recall_high"]))
        for c in per_class
        if c["n"]  # a class that is only learned from has no recall
    ]
    caption = (
        f"Recall: of the samples that truly are of a class, the share that was found. {INTERVALS}."
    )
    return dots("recall", "Recall of each class", caption, "recall (%)", rows)
