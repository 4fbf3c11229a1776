"""What the page of an adapted Run tells: before and after, on the corrections and on the rest."""

import shlex
from typing import TYPE_CHECKING, Any

import numpy as np

from denselab.report import box, nouns, words
from denselab.report.facts import JSON
from denselab.report.figure import Figure
from denselab.report.galleries import Gallery
from denselab.report.intervals import Row, dots
from denselab.report.pictures import tiles
from denselab.report.shares import Share

if TYPE_CHECKING:
    from denselab.runs import Run

#: What is measured, and what it is called.
PARTS = {"corrections": "corrections", "validation": "validation part"}
#: By which network, and what it is called.
WHEN = {"before": "before", "after": "adapted"}
MOST = 60  # corrections that are shown, those that are still misread first


def context(run: "Run") -> dict[str, Any]:
    """All that the template needs."""
    told = run.adaptation
    assert told is not None
    return {
        "adaptation": told,
        "box": box.of(run, run.study.final.views),
        "summary": run.summary,
        "model": run.summary["models"][0],
        "noun": nouns.of(run.look),
        "headline": headline(told),
        "sentences": sentences(told),
        "parts_of": PARTS,
        "shares": {part: {when: _share(told, part, when) for when in WHEN} for part in PARTS},
        "figures": {"before-after": _before_after(told)},
        "galleries": {"corrections": _gallery(run.corrections, run.look["classes"])},
        "command": _command(told),
    }


def headline(told: JSON) -> str:
    """One sentence for those who read no further."""
    corrections = told["corrections"]
    n = corrections["after"]["n"]
    before, after = (words.percent(corrections[when]["accuracy"], n) for when in WHEN)
    return (
        f"Adapted, the network reads {after} of {words.count(n)} corrected pictures, before "
        f"{before}."
    )


def sentences(told: JSON) -> list[str]:
    """The corrections, the rest, the test: what was measured, and what it is worth."""
    return [_corrections(told), _selected(told), _validation(told), _test(told)]


def _corrections(told: JSON) -> str:
    part = told["corrections"]
    return (
        f"Each of the {words.count(part['after']['n'])} corrections was judged by a network that "
        f"had learned from the others alone ({part['folds']}-fold cross-validation): "
        f"{words.count(part['after']['correct'])} were read correctly, "
        f"{words.count(part['before']['correct'])} before, a change of {_change(part)}."
    )


def _selected(told: JSON) -> str:
    return (
        "A network is corrected where it errs, so the figure before is lower here than on all that "
        "the same hand writes, and the change is larger."
    )


def _validation(told: JSON) -> str:
    part = told["validation"]
    says = (
        f"Of the {words.count(part['after']['n'])} pictures of the validation part, from which "
        f"neither network has learned, {words.count(part['after']['correct'])} are read correctly, "
        f"{words.count(part['before']['correct'])} before, a change of {_change(part)}"
    )
    if part["doubt"]:
        tolerance = told["settings"]["tolerance"]
        return (
            f"{says}: more is lost than the tolerance of {tolerance:g} points, perhaps by chance."
        )
    sure = part["change"]["p_value"] < 0.05
    return f"{says}." if sure else f"{says}, which is within chance."


def _test(told: JSON) -> str:
    tested = told["tested"]
    share = Share(*(tested[key] for key in ("accuracy", "n", "low", "high")))
    return (
        "The sealed test part was not opened again: this network has no test figure. That of the "
        f"{tested['model']} network of {tested['run']}, which it comes from, was {share}."
    )


def _change(part: JSON) -> str:
    change = part["change"]
    low, high = (words.points(change[end], 2) for end in ("low", "high"))
    size = words.points(change["difference"], 2)
    return f"{size} points (95 % interval {low} to {high})"


def _share(told: JSON, part: str, when: str) -> Share:
    score = told[part][when]
    return Share(*(score[key] for key in ("accuracy", "n", "low", "high")))


def _before_after(told: JSON) -> Figure:
    rows = [
        Row(f"{name}, {called}", _share(told, part, when), chosen=when == "after")
        for part, name in PARTS.items()
        for when, called in WHEN.items()
    ]
    caption = (
        "Read correctly before and after, with 95 % intervals: the corrections, each by a network "
        "that had not learned it, and the validation part, which shows what was forgotten."
    )
    return dots("before-after", "Before and after", caption, "read correctly (%)", rows)


def _gallery(kept: dict[str, np.ndarray], classes: list[str]) -> Gallery:
    labels, before, after = (kept[name] for name in ("labels", "before", "after"))
    shown = np.lexsort((before == labels, after == labels))[:MOST]
    said, alts = [], []
    for row in shown:
        true, old, new = (classes[said_[row]] for said_ in (labels, before, after))
        said.append((true, f"{old} → {new}"))
        alts.append(f"a correction: {true}, read as {old} before, as {new} after")
    caption = (
        "What each of them is, and below it how the network read it before, and how one that had "
        "learned from others read it after. First come those that are still misread, then those "
        "that were."
    )
    pictures = tiles(kept["images"][shown], said, alts)
    return Gallery("corrections", "The corrections", caption, pictures, 5)


def _command(told: JSON) -> str:
    options = [
        word for name, value in told["settings"].items() for word in (f"--{name}", f"{value:g}")
    ]
    return shlex.join(["denselab", "adapt", told["run"], *options])
