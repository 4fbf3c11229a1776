"""The most confident mistakes among rows and texts, as a page shows them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from denselab.report import words
from denselab.report.facts import Facts
from denselab.report.passages import passage


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
    if "rows" in samples:
        shown = map(_row, samples["rows"])
    else:
        shown = map(passage, samples["texts"], samples["pushes"])
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
