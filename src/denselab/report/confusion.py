"""The confusion matrix, drawn so that the mistakes stand out and not the successes."""

import math
from collections.abc import Sequence

from markupsafe import Markup

from denselab.report.axes import SMALL
from denselab.report.figure import Figure
from denselab.report.svg import drawing, group, shorten, tag, text, text_width
from denselab.report.words import count, plural

CAPTION = (
    "Each row is what the pictures truly are, each column what the network said. The grey diagonal "
    "counts the right answers; every coloured cell is a mistake, and the darker it is, the more "
    "often it happened."
)


def confusion_matrix(counts: Sequence[Sequence[int]], classes: Sequence[str]) -> Figure:
    """Draws counts, ``(k, k)``, rows true and columns predicted."""
    k = len(classes)
    cell = 36.0 if k <= 10 else 30.0
    side = min(max((text_width(name, SMALL) for name in classes), default=0) + 10, 110)
    level = side <= cell + 4  # short names fit above their column without turning
    left, top = side + 20, 30 + (16 if level else side)
    worst = max((counts[i][j] for i in range(k) for j in range(k) if i != j), default=0)
    marks = [_headings(left, top, cell, k), _names(classes, left, top, cell, side, level)]
    for i in range(k):
        for j in range(k):
            box = (left + cell * j, top + cell * i, cell)
            marks.append(
                _cell(counts[i][j], worst, i == j, box, f"{classes[i]} read as {classes[j]}")
            )
    width, height = left + cell * k + 4, top + cell * k + 4
    said = _describe(counts, classes)
    title = "Confusion matrix of the test part"
    return Figure(drawing("confusion", title, said, width, height, marks), CAPTION, width)


def _headings(left: float, top: float, cell: float, k: int) -> Markup:
    middle = top + cell * k / 2
    return group(
        [
            text("predicted class", left, 12, colour="var(--soft)", size=SMALL),
            text(
                "true class",
                11,
                middle,
                anchor="middle",
                colour="var(--soft)",
                size=SMALL,
                turn=-90,
            ),
        ]
    )


def _names(
    classes: Sequence[str], left: float, top: float, cell: float, side: float, level: bool
) -> Markup:
    marks = []
    for i, name in enumerate(classes):
        short, middle = shorten(name, side - 6, SMALL), cell * (i + 0.5)
        marks.append(
            text(short, left - 7, top + middle + 4, anchor="end", size=SMALL, tooltip=name)
        )
        x = left + middle
        marks.append(
            text(short, x, top - 7, anchor="middle", size=SMALL, tooltip=name)
            if level
            else text(short, x + 4, top - 7, size=SMALL, tooltip=name, turn=-90)
        )
    return group(marks)


def _cell(n: int, worst: int, right: bool, box: tuple[float, float, float], words: str) -> Markup:
    """A square with its count; mistakes are washed by the root of their number."""
    x, y, side = box
    strength = 0.0 if right or not n else 0.1 + 0.75 * math.sqrt(n / worst)
    marks = [
        tag("title", f"{words}: {count(n)}"),
        tag("rect", x=x, y=y, width=side, height=side, fill=_ground(right), stroke="var(--paper)"),
    ]
    if strength:
        marks.append(
            tag(
                "rect",
                x=x + 0.5,
                y=y + 0.5,
                width=side - 1,
                height=side - 1,
                fill="var(--mistake)",
                fill_opacity=strength,
            )
        )
    size = SMALL if len(count(n)) <= 4 else 9.5
    colour = "var(--soft)" if right else "var(--on-mistake)" if strength > 0.5 else "var(--ink)"
    words_at = text(
        count(n) if n else "·",
        x + side / 2,
        y + side / 2 + 4,
        anchor="middle",
        colour=colour if n else "var(--rule)",
        size=size,
        weight=None if right else "600",
    )
    return group([*marks, words_at])


def _ground(right: bool) -> str:
    return "var(--grid)" if right else "var(--panel)"


def confused_pairs(counts: Sequence[Sequence[int]]) -> list[tuple[int, int, int]]:
    """Mistakes as (count, true, predicted), the most frequent first.

    >>> confused_pairs([[5, 1], [3, 4]])
    [(3, 1, 0), (1, 0, 1)]
    """
    pairs = [(n, i, j) for i, row in enumerate(counts) for j, n in enumerate(row) if i != j and n]
    return sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2]))


def _describe(counts: Sequence[Sequence[int]], classes: Sequence[str]) -> str:
    total, right = sum(map(sum, counts)), sum(row[i] for i, row in enumerate(counts))
    said = f"{count(right)} of {count(total)} right."
    worst = [
        f"{classes[i]} read as {classes[j]} ({plural(n, 'time')})"
        for n, i, j in confused_pairs(counts)[:5]
    ]
    return (
        f"{said} Most frequent mistakes: {'; '.join(worst)}." if worst else f"{said} No mistakes."
    )
