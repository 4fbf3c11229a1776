"""Axes: ticks, grid lines and labels with units, all drawn the same way in every figure."""

from collections.abc import Callable, Sequence

from markupsafe import Markup

from denselab.report.scales import Linear, Log
from denselab.report.svg import group, line, text

Scale = Linear | Log
SMALL = 12.0


def bottom(
    scale: Scale,
    y: float,
    top: float,
    label: str,
    ticks: Sequence[float],
    write: Callable[[float], str],
) -> Markup:
    """The x axis at height ``y``; its grid lines rise to ``top`` (pass ``y`` for none)."""
    marks = []
    for value in ticks:
        x = scale(value)
        if top < y:
            marks.append(line(x, y, x, top, "var(--grid)"))
        marks.append(line(x, y, x, y + 4, "var(--rule)"))
        marks.append(
            text(write(value), x, y + 18, anchor="middle", colour="var(--soft)", size=SMALL)
        )
    middle = (scale.start + scale.end) / 2
    marks.append(line(scale.start, y, scale.end, y, "var(--rule)"))
    marks.append(text(label, middle, y + 36, anchor="middle", colour="var(--soft)", size=SMALL))
    return group(marks)


def left(
    scale: Scale,
    x: float,
    right: float,
    label: str,
    ticks: Sequence[float],
    write: Callable[[float], str],
) -> Markup:
    """The y axis at ``x``: grid lines run to ``right``; the label stands level, above the axis."""
    marks = []
    for value in ticks:
        y = scale(value)
        marks.append(line(x, y, right, y, "var(--grid)"))
        marks.append(
            text(write(value), x - 6, y + 4, anchor="end", colour="var(--soft)", size=SMALL)
        )
    return group(
        [*marks, text(label, 0, min(scale.start, scale.end) - 10, colour="var(--soft)", size=SMALL)]
    )


def whole_ticks(scale: Linear, about: int = 6) -> list[float]:
    """Ticks for things that are counted (epochs): whole numbers, the first one included."""
    inner = sorted({float(round(t)) for t in scale.ticks(about)} - {0.0})
    step = inner[1] - inner[0] if len(inner) > 1 else 1.0
    rest = [t for t in inner if scale.low + step / 2 < t <= scale.high]
    return [scale.low, *rest]


def plain(value: float) -> str:
    """A tick label with no more digits than it needs.

    >>> plain(0.05), plain(2000), plain(1e7)
    ('0.05', '2,000', '1e7')
    """
    if value == 0 or 1e-4 <= abs(value) < 1e5:
        return f"{value:,.10g}"
    return f"{value:.0e}".replace("e+0", "e").replace("e+", "e").replace("e-0", "e-")


def as_percent(value: float) -> str:
    """A share as a tick label in percent (the unit stands in the axis label)."""
    return f"{100 * value:.6g}"
