"""ROC and precision-recall curves: what is found of a class, and at what price."""

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from denselab.report.axes import SMALL, as_percent, bottom, left
from denselab.report.figure import Figure
from denselab.report.scales import Linear
from denselab.report.svg import curve, group, line, shorten, text

WIDTH = 400.0
LEFT, RIGHT, TOP, BASE = 36.0, 386.0, 26.0, 316.0
KEY_TOP, KEY_STEP = 376.0, 20.0
#: Curves that can be told apart in one picture, each by its colour and its dashes.
STROKES = (
    ("var(--training)", None),
    ("var(--validation)", "7 3"),
    ("var(--best)", "2 3"),
    ("var(--onset)", "9 3 2 3"),
    ("var(--ink)", "4 4"),
)
FIFTHS = [i / 5 for i in range(6)]

Ranked = Mapping[str, Any]


def roc(ranked: Sequence[Ranked], classes: Sequence[str]) -> Figure:
    """Draws the ROC curves of the classes that are told from the others worst.

    Args:
        ranked: What `evaluation.ranking` tells of each class.
        classes: Their names; a label indexes it.
    """
    drawn, x, y = _worst(ranked, "auc"), *_scales()
    key = [(classes[one["label"]], f"area {one['auc']:.3f}") for one in drawn]
    marks = [
        left(y, LEFT, RIGHT, "of the class, called so (%)", FIFTHS, as_percent),
        bottom(x, BASE, TOP, "of the others, called so (%)", FIFTHS, as_percent),
        line(x(0), y(0), x(1), y(1), "var(--soft)", 1.5, "5 4"),
        text("tossing a coin", x(0.96), y(0.06), anchor="end", colour="var(--soft)", size=SMALL),
        *_curves(drawn, "roc", x, y),
    ]
    caption = (
        "Whatever probability is asked for before a sample is called so, how many of the class are "
        "found and how many others are taken for it. The sooner a curve is at the top, the better; "
        "the area below it is how often one of the class is ranked above one of the others."
        f"{_some(ranked)}"
    )
    return _figure("roc", "ROC curves", marks, key, caption)


def precision_recall(ranked: Sequence[Ranked], classes: Sequence[str], n: int) -> Figure:
    """Draws the precision-recall curves of the classes that are found worst.

    Args:
        ranked: What `evaluation.ranking` tells of each class.
        classes: Their names; a label indexes it.
        n: Samples in all.
    """
    drawn, x, y = _worst(ranked, "average_precision"), *_scales()
    key = [
        (
            classes[one["label"]],
            f"mean {one['average_precision']:.3f}, by chance {one['n'] / n:.3f}",
        )
        for one in drawn
    ]
    marks = [
        left(y, LEFT, RIGHT, "of those called so, right (%)", FIFTHS, as_percent),
        bottom(x, BASE, TOP, "of the class, called so (%)", FIFTHS, as_percent),
        *_curves(drawn, "precision_recall", x, y),
    ]
    caption = (
        "What finding more of a class costs: to the right more of it is found, and lower down more "
        "of what is called so is wrong. By chance, precision is the share that the class has; of a "
        f"rare one this picture tells more than the ROC curve.{_some(ranked)}"
    )
    return _figure("precision-recall", "Precision and recall", marks, key, caption)


def _scales() -> tuple[Linear, Linear]:
    return Linear(0, 1, LEFT, RIGHT), Linear(0, 1, BASE, TOP)


def _worst(ranked: Sequence[Ranked], by: str) -> list[Ranked]:
    """As many as can be told apart, those with the smallest areas, in the order of the classes."""
    worst = sorted(ranked, key=lambda one: float(one[by]))[: len(STROKES)]
    return sorted(worst, key=lambda one: int(one["label"]))


def _some(ranked: Sequence[Ranked]) -> str:
    n = len(STROKES)
    return f" Drawn are the {n} classes of {len(ranked)} that do worst." if len(ranked) > n else ""


def _curves(drawn: Sequence[Ranked], name: str, x: Linear, y: Linear) -> list[Markup]:
    return [
        curve([(x(a), y(b)) for a, b in one[name]], colour, 2, dash)
        for one, (colour, dash) in zip(drawn, STROKES, strict=False)
    ]


def _figure(
    name: str,
    title: str,
    marks: Sequence[Markup],
    key: Sequence[tuple[str, str]],
    caption: str,
) -> Figure:
    """The curves above their key: a name and its figures a line."""
    rows = [_key(row, *pair) for row, pair in enumerate(key)]
    said = f"{title}. " + " ".join(f"{of}: {figures}." for of, figures in key)
    return Figure.draw(
        name,
        title,
        [*marks, *rows],
        width=WIDTH,
        height=KEY_TOP + KEY_STEP * len(key),
        says=said,
        caption=caption,
    )


def _key(row: int, name: str, figures: str) -> Markup:
    y = KEY_TOP + KEY_STEP * row
    colour, dash = STROKES[row]
    shown = text(shorten(name, 150), LEFT + 40, y + 4, colour=colour, weight="600", tooltip=name)
    stroke = line(LEFT, y, LEFT + 32, y, colour, 2, dash)
    return group([stroke, shown, text(figures, RIGHT, y + 4, anchor="end", size=SMALL)])
