"""Accuracies and recalls as dots with their 95% intervals, one row each."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from denselab.report.axes import as_percent, bottom
from denselab.report.figure import Figure
from denselab.report.scales import Linear, round_range
from denselab.report.shares import Share
from denselab.report.svg import group, line, shorten, tag, text, text_width, wrap

WIDTH = 400.0
RIGHT = 334.0
TOP = 10.0
BESIDE = 112.0  # labels up to this width stand beside their row; longer ones stand above it
LINE = 18.0  # from one line of such a label to the next


@dataclass(frozen=True)
class Row:
    """One share in the picture.

    Attributes:
        label: What it is the share of.
        share: The share with its interval, or ``None`` where it could not be measured.
        chosen: Whether to point it out.
        anchored: Whether the axis must reach it; others may lie off the scale.
    """

    label: str
    share: Share | None
    chosen: bool = False
    anchored: bool = True


def dots(name: str, title: str, caption: str, x_label: str, rows: Sequence[Row]) -> Figure:
    """Draws the rows under one another over a shared axis in percent."""
    longest = max((text_width(row.label) for row in rows), default=0)
    above = longest > BESIDE
    lines = max((len(wrap(row.label, WIDTH)) for row in rows), default=1) if above else 0
    step = 22.0 + LINE * lines if above else 26.0 if len(rows) <= 12 else 21.0
    scale, base = _scale(rows, 12 if above else longest + 14), TOP + step * len(rows) + 6
    axis = bottom(scale, base, TOP, x_label, scale.ticks(4), as_percent)
    marks = [_row(row, TOP + step * (i + 0.5), scale, lines) for i, row in enumerate(rows)]
    said = f"{title}. " + " ".join(f"{row.label}: {row.share or 'not measured'}." for row in rows)
    return Figure.draw(
        name, title, [axis, *marks], width=WIDTH, height=base + 42, says=said, caption=caption
    )


def _scale(rows: Sequence[Row], start: float) -> Linear:
    anchors = [row.share for row in rows if row.anchored and row.share]
    low = min((share.low for share in anchors), default=0.0)
    high = max((share.high for share in anchors), default=1.0)
    low, high = round_range(low, high, about=4)
    return Linear(max(low, 0.0), min(high, 1.0), start, RIGHT)


def _row(row: Row, y: float, scale: Linear, lines: int) -> Markup:
    """A row around `y`, below so many lines of label; with none, the label stands beside it."""
    weight = "600" if row.chosen else None
    y += 2 + LINE / 2 * lines if lines else 0
    said = wrap(row.label, WIDTH) if lines else [row.label]
    room = WIDTH if lines else BESIDE
    first = y - 17 - LINE * (len(said) - 1) if lines else y + 4
    label = [
        text(shorten(each, room), 0, first + LINE * i, weight=weight, tooltip=row.label)
        for i, each in enumerate(said)
    ]
    percent = row.share.percent if row.share else "–"
    value = text(percent, WIDTH, y + 4, anchor="end", weight=weight)
    return group([*label, _mark(row, y, scale), value])


def _mark(row: Row, y: float, scale: Linear) -> Markup:
    if row.share is None:
        return text("not measured", scale.start + 8, y + 4, colour="var(--soft)")
    if row.share.value < scale.low:
        return _arrow(scale.start + 4, y)
    colour = "var(--best)" if row.chosen else "var(--training)"
    ends = [max(scale(value), scale.start) for value in (row.share.low, row.share.high)]
    whisker = [line(ends[0], y, ends[1], y, colour, 2)]
    whisker += [line(end, y - 4, end, y + 4, colour, 1.5) for end in ends]
    shape = _diamond if row.chosen else _circle
    dot = shape(scale(row.share.value), y, colour)
    return group([tag("title", f"{row.label}: {row.share}"), *whisker, dot])


def _circle(x: float, y: float, colour: str) -> Markup:
    return tag("circle", cx=x, cy=y, r=4.5, fill="var(--paper)", stroke=colour, stroke_width=2)


def _diamond(x: float, y: float, colour: str) -> Markup:
    return tag("path", d=f"M{x - 6:.1f} {y:.1f}l6-6 6 6-6 6z", fill=colour)


def _arrow(x: float, y: float) -> Markup:
    """The dot lies to the left of the axis: point there instead of stretching the scale."""
    head = tag("path", d=f"M{x:.1f} {y:.1f}l8-5v10z", fill="var(--soft)")
    return group([head, text("off the scale", x + 14, y + 4, colour="var(--soft)", size=12)])
