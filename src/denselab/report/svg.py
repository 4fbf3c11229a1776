"""The few SVG elements that the figures are made of, escaped by construction.

Responsible for markup only: no scales, no colours, no facts. Strings that come in as
children or attributes are escaped by markupsafe; elements that were built here are not
escaped a second time.
"""

import math
from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Liberation Sans', Arial, sans-serif"
TEXT_SIZE = 13.0


def tag(name: str, *children: str, **attributes: str | float | None) -> Markup:
    """One SVG element; ``stroke_width`` becomes ``stroke-width``, ``None`` is left out.

    >>> print(tag("text", "a < b", x=1.50, text_anchor="end"))
    <text x="1.5" text-anchor="end">a &lt; b</text>
    """
    inside = Markup("").join(escape(child) for child in children)
    pairs = Markup("").join(
        Markup(' {}="{}"').format(key.rstrip("_").replace("_", "-"), _value(value))
        for key, value in attributes.items()
        if value is not None
    )
    if not inside:
        return Markup("<{}{}/>").format(name, pairs)
    return Markup("<{}{}>{}</{}>").format(name, pairs, inside, name)


def _value(value: str | float) -> str:
    """Two decimals are finer than any screen and keep the page small."""
    if isinstance(value, str):
        return value
    return f"{value:.2f}".rstrip("0").rstrip(".")


def group(children: Iterable[str], **attributes: str | float | None) -> Markup:
    """Several elements under one set of attributes."""
    return tag("g", *children, **attributes)


def text(
    content: str,
    x: float,
    y: float,
    *,
    anchor: str = "start",
    colour: str = "var(--ink)",
    size: float = TEXT_SIZE,
    weight: str | None = None,
    tooltip: str | None = None,
    turn: float | None = None,
) -> Markup:
    """A line of text with its baseline at ``y``; ``turn`` is in degrees about that point."""
    title = [tag("title", tooltip)] if tooltip else []
    return tag(
        "text",
        *title,
        content,
        x=x,
        y=y,
        fill=colour,
        font_size=size if size != TEXT_SIZE else None,
        font_weight=weight,
        text_anchor=anchor if anchor != "start" else None,
        transform=f"rotate({_value(turn)} {_value(x)} {_value(y)})" if turn else None,
    )


def line(
    x1: float,
    y1: float,
    x2: float,
    y2: float,
    colour: str,
    width: float = 1.0,
    dash: str | None = None,
) -> Markup:
    """A straight stroke."""
    return tag(
        "line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=colour, stroke_width=width, stroke_dasharray=dash
    )


def curve(
    points: Sequence[tuple[float, float]], colour: str, width: float, dash: str | None
) -> Markup:
    """A polyline that breaks where a coordinate is not finite instead of bridging the hole."""
    steps, pen_down = [], False
    for x, y in points:
        if not (math.isfinite(x) and math.isfinite(y)):
            pen_down = False
            continue
        steps.append(f"{'L' if pen_down else 'M'}{_value(x)} {_value(y)}")
        pen_down = True
    return tag(
        "path",
        d="".join(steps) or "M0 0",
        fill="none",
        stroke=colour,
        stroke_width=width,
        stroke_linejoin="round",
        stroke_linecap="round",
        stroke_dasharray=dash,
    )


def text_width(content: str, size: float = TEXT_SIZE) -> float:
    """About how wide a text is set, in user units; fonts differ, so it errs on the wide side."""
    return size * sum(0.72 if c.isupper() or c in "mwMW%@" else 0.58 for c in content)


def wrap(content: str, width: float, size: float = TEXT_SIZE) -> list[str]:
    """The text in lines that are broken after commas, each as long as fits.

    Example:
        >>> wrap("learning rate 0.001, batch 128, cosine", 260)
        ['learning rate 0.001, batch 128,', 'cosine']
    """
    lines = [""]
    for piece in content.split(", "):
        longer = f"{lines[-1]}, {piece}" if lines[-1] else piece
        if lines[-1] and text_width(longer, size) > width:
            lines[-1] += ","
            lines.append(piece)
        else:
            lines[-1] = longer
    return lines


def shorten(content: str, width: float, size: float = TEXT_SIZE) -> str:
    """The text, or as much of it as fits with an ellipsis."""
    if text_width(content, size) <= width:
        return content
    while content and text_width(content + "…", size) > width:
        content = content[:-1]
    return content.rstrip() + "…"
