"""How long the texts of each class are."""

from collections.abc import Mapping
from typing import Any

from denselab.report.axes import bottom, plain
from denselab.report.figure import Figure
from denselab.report.scales import Linear
from denselab.report.svg import shorten, tag, text, text_width
from denselab.report.words import count

WIDTH, RIGHT = 400.0, 388.0
ROW, GAP = 46.0, 10.0


def text_lengths(look: Mapping[str, Any]) -> Figure:
    """Draws a row of bars a class, on one axis of words."""
    lengths, classes = look["words"]["lengths"], look["classes"]
    edges, rows = lengths["histogram"]["edges"], lengths["histogram"]["counts"]
    left = min(max(map(text_width, classes), default=0) + 12, 140)
    scale = Linear(0, edges[-1], left, RIGHT)
    marks = []
    for number, (name, counts) in enumerate(zip(classes, rows, strict=True)):
        base = (ROW + GAP) * (number + 1)
        marks.append(text(shorten(name, left - 10), 0, base - 4, tooltip=name))
        most = max(*counts, 1)
        marks += [
            tag(
                "rect",
                x=scale(start) + 0.5,
                y=base - ROW * n / most,
                width=max(scale(end) - scale(start) - 1, 0.5),
                height=ROW * n / most,
                fill="var(--training)",
            )
            for start, end, n in zip(edges[:-1], edges[1:], counts, strict=True)
        ]
    base = (ROW + GAP) * len(classes)
    marks.append(bottom(scale, base, base - 2, "words a text", scale.ticks(4), plain))
    said = "; ".join(
        f"{name}: median {count(each['median'])}, longest {count(each['max'])}"
        for name, each in lengths["per_class"].items()
    )
    return Figure.draw(
        "lengths",
        "How long the texts of each class are",
        marks,
        width=WIDTH,
        height=base + 42,
        says=said,
        caption="How many words the training texts of each class have, each class on its own "
        "scale. The last bar also holds the longest texts.",
    )
