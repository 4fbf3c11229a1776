"""The most confident mistakes among rows and texts, as a page shows them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from denselab.report import words
from denselab.report.facts import Facts

LONGEST = 600  # characters of a text


@dataclass(frozen=True)
class Misread:
    """A mistake: what it was and what was said, how sure, and the sample itself."""

    true: str
    predicted: str
    sure: str
    shows: Markup


def told(facts: Facts, samples: Mapping[str, Any]) -> list[Misread]:
    """Each of the most confident mistakes with its row or text.

    Args:
        facts: Of the Run.
        samples: What ``evidence/mistakes.json`` holds.
    """
    shown = map(_row, samples["rows"]) if "rows" in samples else map(_text, samples["texts"])
    return [
        Misread(
            facts.classes[mistake["true"]],
            facts.classes[mistake["predicted"]],
            words.percent(mistake["probability"]),
            sample,
        )
        for mistake, sample in zip(facts.evaluation["mistakes"], shown, strict=True)
    ]


def _row(row: Mapping[str, str | None]) -> Markup:
    cells = (
        Markup("<b>{}</b> {}").format(name, "–" if cell is None else cell)
        for name, cell in row.items()
    )
    return Markup(", ").join(cells)


def _text(text: str) -> Markup:
    return escape(text if len(text) <= LONGEST else f"{text[:LONGEST]}…")
