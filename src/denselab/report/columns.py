"""What a column of a table holds, in words and as a small picture beside them."""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from denselab.report import words
from denselab.report.svg import tag

WIDTH, HEIGHT = 120.0, 22.0
TOLD = 3  # categories


def told(column: Mapping[str, Any]) -> str:
    """The range of numbers and dates, the most frequent cells of everything else.

    Example:
        >>> column = {"kind": "boolean", "distinct": 2, "top": [["no", 0.75], ["yes", 0.25]]}
        >>> told(column).replace(words.NARROW, " ")
        'no 75.0 %, yes 25.0 %'
    """
    if column["kind"] in ("identifier", "text"):
        return f"such as {', '.join(column['examples'])}"
    if column.get("top"):
        shown = column["top"][:TOLD]
        more = ", …" if column["distinct"] > len(shown) else ""
        return ", ".join(f"{cell} {words.percent(share)}" for cell, share in shown) + more
    if column.get("min") is None:
        return "nothing"
    low, middle, high = (_value(column[name]) for name in ("min", "median", "max"))
    return f"{low} to {high}, median {middle}"


def bars(column: Mapping[str, Any]) -> Markup:
    """How the cells are distributed: a histogram, or the shares of the most frequent ones."""
    if column.get("histogram"):
        counts = column["histogram"]["counts"]
    elif column.get("top") and column["kind"] not in ("identifier", "text"):
        counts = [share for _, share in column["top"]]
    else:
        return Markup("")
    most, step = max(*counts, 1e-9), WIDTH / max(len(counts), 4)
    drawn = [
        tag(
            "rect",
            x=f"{number * step + 0.5:.1f}",
            y=f"{HEIGHT * (1 - each / most):.1f}",
            width=f"{step - 1:.1f}",
            height=f"{HEIGHT * each / most:.1f}",
            fill="var(--training)",
        )
        for number, each in enumerate(counts)
    ]
    return tag("svg", *drawn, width=WIDTH, height=HEIGHT, aria_hidden="true")


def _value(value: Any) -> str:
    """A number with four digits at least, without an exponent in the everyday range; else a day."""
    if not isinstance(value, float):
        return str(value)
    return f"{value:,.0f}" if 1000 <= abs(value) < 1e9 else f"{value:.4g}"
