"""Facts and figures into one self-contained HTML page, and onto disk."""

import shlex
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from jinja2 import Environment, PackageLoader
from markupsafe import Markup

from denselab import advice
from denselab.files import write_text
from denselab.report import (
    adapted,
    box,
    columns,
    drawings,
    gains,
    galleries,
    misread,
    nouns,
    verdict,
    words,
    worth,
)
from denselab.report.colours import DARK, LIGHT, custom_properties
from denselab.report.facts import Facts, gather, majority
from denselab.report.figure import Figure
from denselab.report.galleries import Gallery
from denselab.report.transfer import amount_in_words

if TYPE_CHECKING:
    from denselab.runs import Run

#: The settings that are told as options in the command that repeats a Run.
OPTIONS = {
    "seed": "--seed",
    "training.epochs": "--epochs",
    "data.validation": "--validation",
    "data.target": "--target",
    "data.text": "--text",
    "data.test": "--test",
}
FITS = 480.0  # figures up to this width shrink to a phone's; wider ones scroll in their box


def write(run: "Run") -> Path:
    """Writes ``report.html`` and ``figures/*.svg`` into the Run's folder; returns the page's path.

    Each file appears whole or not at all.
    """
    template, context = _told(run)
    for name, figure in _figures(context).items():
        write_text(run.path / "figures" / f"{name}.svg", figure.svg)
    page = run.path / "report.html"
    write_text(page, _render(template, context))
    return page


def figures(run: "Run") -> dict[str, Figure]:
    """Every figure of the Run, name to `Figure`; each shows itself in a notebook."""
    return _figures(_told(run)[1])


def look_page(
    look: Mapping[str, Any],
    pictures: Mapping[str, np.ndarray],
    copies: np.ndarray | None = None,
) -> str:
    """The page of ``denselab look``: the data alone, no network.

    Args:
        look: What ``Look.to_json()`` gives.
        pictures: What ``Look.pictures()`` gives.
        copies: What ``augmentation.copies`` gives, where they are to be seen as well.
    """
    shown = galleries.of_samples(pictures, look["classes"]) if pictures else {}
    if copies is not None:
        shown["augmented"] = galleries.of_copies(copies, look["classes"])
    context = {
        "look": look,
        "noun": nouns.of(look),
        "figures": drawings.of_look(look),
        "galleries": shown,
        "majority": majority(look),
    }
    return _render("look.html.j2", context)


def _galleries(run: "Run", facts: Facts) -> dict[str, Gallery]:
    if run.kind != "images":
        return {}
    shown = galleries.of_samples(run.pictures, facts.classes)
    mistakes = facts.evaluation["mistakes"]
    if run.augmented is not None:
        shown["augmented"] = galleries.of_copies(run.augmented, facts.classes)
    if mistakes:
        shown["mistakes"] = galleries.of_mistakes(mistakes, run.mistakes, facts.classes)
    return shown


def _told(run: "Run") -> tuple[str, dict[str, Any]]:
    """The template of a Run's page, and what it needs."""
    if run.adaptation is not None:
        return "adapted.html.j2", adapted.context(run)
    facts = gather(run)
    drawn, shown = drawings.draw(facts), _galleries(run, facts)
    return "report.html.j2", _report_context(run, facts, drawn, shown)


def _figures(context: Mapping[str, Any]) -> dict[str, Figure]:
    sheets = {name: gallery.figure for name, gallery in context["galleries"].items()}
    return context["figures"] | sheets


def _report_context(
    run: "Run", facts: Facts, drawn: Mapping[str, Figure], shown: Mapping[str, Gallery]
) -> dict[str, Any]:
    return {
        "facts": facts,
        "box": box.of(run, facts.final["views"], box.of_committee(facts)),
        "look": facts.look,
        "noun": facts.nouns,
        "misread": misread.told(facts, run.mistakes) if run.kind != "images" else [],
        "majority": facts.majority,
        "figures": drawn,
        "galleries": shown,
        "headline": verdict.headline(facts),
        "sentences": verdict.sentences(facts),
        "next_steps": verdict.next_steps(facts),
        "worth": worth.told(facts.rival, facts.answering),
        "balanced": facts.is_uneven or facts.is_balanced,
        "transfer": gains.told(facts),
        "amount_in_words": amount_in_words,
        "command": _command(run),
        "apply": partial(advice.command, run),
        "study": run.study.to_toml(),
    }


def _command(run: "Run") -> str:
    """The command that asks for the Run's study: in full where it is short, else by its file."""
    differences = run.study.differences()
    source = differences.pop("data.source", run.study.data.source)
    if not differences.keys() <= OPTIONS.keys():
        return shlex.join(["denselab", "explore", "--study", str(run.path / "study.toml")])
    told = {"seed": run.study.seed, **differences}
    options = [word for name, value in told.items() for word in (OPTIONS[name], str(value))]
    if source.startswith("-"):  # or it would be read as an option
        return shlex.join(["denselab", "explore", *options, "--", source])
    return shlex.join(["denselab", "explore", source, *options])


def _render(template: str, context: Mapping[str, Any]) -> str:
    environment = Environment(
        loader=PackageLoader("denselab.report"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(w=words, columns=columns, fits=FITS)
    environment.globals["palette_light"] = Markup(custom_properties(LIGHT))
    environment.globals["palette_dark"] = Markup(custom_properties(DARK))
    return environment.get_template(template).render(context)
