"""The reliability picture: does a network that says 90 % turn out right in 90 %?"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from denselab.report.axes import SMALL, as_percent, bottom, left
from denselab.report.figure import Figure
from denselab.report.scales import Linear
from denselab.report.svg import group, line, tag, text
from denselab.report.words import count, interval, is_number, percent

WIDTH = 400.0
LEFT, RIGHT, TOP, BASE = 36.0, 386.0, 26.0, 316.0
BARS_TOP, BARS_BASE = 396.0, 446.0
CAPTION = (
    "Answers are gathered by how sure the network was. A dot on the dashed line means that it was "
    "right exactly as often as it claimed; below the line it is too sure of itself, above it too "
    "modest. The whiskers are 95 % intervals: where few answers fall, they are long. The bars "
    "below count the answers."
)

Bin = Mapping[str, Any]


def reliability(bins: Sequence[Bin], wilson: Any) -> Figure:
    """Draws the bins that hold answers.

    Args:
        bins: ``low``, ``high``, ``n``, ``confidence`` and ``accuracy`` each.
        wilson: ``(correct, n) -> (low, high)``.
    """
    full = [b for b in bins if b["n"] and is_number(b["accuracy"]) and is_number(b["confidence"])]
    x, y = Linear(0, 1, LEFT, RIGHT), Linear(0, 1, BASE, TOP)
    fifths = [i / 5 for i in range(6)]
    marks = [
        left(y, LEFT, RIGHT, "right answers (%)", fifths, as_percent),
        bottom(x, BASE, TOP, "how sure the network was (%)", fifths, as_percent),
        line(x(0), y(0), x(1), y(1), "var(--soft)", 1.5, "5 4"),
        text("too modest", x(0.06), y(0.92), colour="var(--soft)", size=SMALL),
        text("too sure", x(0.96), y(0.06), anchor="end", colour="var(--soft)", size=SMALL),
        *(_dot(b, x, y, wilson) for b in full),
        _bars(full, x),
    ]
    said = "Reliability. " + " ".join(_say(b) for b in full)
    return Figure.draw(
        "calibration",
        "Calibration of the network",
        marks,
        width=WIDTH,
        height=BARS_BASE + 8,
        says=said,
        caption=CAPTION,
    )


def _dot(b: Bin, x: Linear, y: Linear, wilson: Any) -> Markup:
    low, high = wilson(round(b["accuracy"] * b["n"]), b["n"])
    at, colour = x(b["confidence"]), "var(--training)"
    return group(
        [
            tag("title", _say(b) + f" 95 % interval {interval(low, high)}."),
            line(at, y(low), at, y(high), colour, 1.5),
            *(line(at - 4, y(end), at + 4, y(end), colour, 1.5) for end in (low, high)),
            tag("circle", cx=at, cy=y(b["accuracy"]), r=4.5, fill=colour),
        ]
    )


def _bars(full: Sequence[Bin], x: Linear) -> Markup:
    """Counts on a root scale: the surest bin holds nearly everything and would hide the rest."""
    most = max((b["n"] for b in full), default=1)
    marks = [
        text(
            "answers (number; height by its root)",
            0,
            BARS_TOP - 20,
            colour="var(--soft)",
            size=SMALL,
        ),
        line(LEFT, BARS_BASE, RIGHT, BARS_BASE, "var(--rule)"),
    ]
    for b in full:
        height = max((BARS_BASE - BARS_TOP) * math.sqrt(b["n"] / most), 1)
        start, end = x(b["low"]) + 1.5, x(b["high"]) - 1.5
        bar = tag(
            "rect",
            x=start,
            y=BARS_BASE - height,
            width=max(end - start, 1),
            height=height,
            fill="var(--fill)",
            stroke="var(--training)",
            stroke_width=0.8,
        )
        size = 9.5 if len(full) > 8 else SMALL
        marks += [
            bar,
            text(
                count(b["n"]), (start + end) / 2, BARS_BASE - height - 4, anchor="middle", size=size
            ),
        ]
    return group(marks)


def _say(b: Bin) -> str:
    return (
        f"{count(b['n'])} answers with {percent(b['confidence'])} sureness on average: "
        f"{percent(b['accuracy'], b['n'])} right."
    )
