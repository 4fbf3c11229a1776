"""The confusion matrix, drawn so that the mistakes stand out and not the successes."""

import math
from collections.abc import Iterator, Sequence

from markupsafe import Markup

from denselab.report.axes import SMALL
from denselab.report.figure import Figure
from denselab.report.svg import group, shorten, tag, text, text_width
from denselab.report.words import count, plural

LEFT, TOP = 22.0, 44.0
WIDEST_NAME = 150.0
CAPTION = (
    "Each row is what the samples truly are, each column what the network said. The grey diagonal "
    "counts the right answers; every coloured cell is a mistake, and the stronger its colour, the "
    "more often it happened."
)
NUMBERED = " The columns are numbered as the rows are."


def confusion_matrix(counts: Sequence[Sequence[int]], classes: Sequence[str]) -> Figure:
    """Draws counts, ``(k, k)``, rows true and columns predicted."""
    k = len(classes)
    cell = max(36.0, min(72.0, 216.0 / k)) if k <= 10 else 30.0
    fits = all(text_width(name, SMALL) <= cell for name in classes)
    columns = list(classes) if fits else [str(i) for i in range(1, k + 1)]
    rows = list(classes) if fits else [f"{i} {name}" for i, name in enumerate(classes, 1)]
    side = min(max((text_width(row, SMALL) for row in rows), default=0), WIDEST_NAME)
    left = LEFT + side + 6
    cells = _cells(counts, classes, left, cell)
    marks = [*_headings(left, cell * k), *_names(rows, columns, classes, left, cell), *cells]
    return Figure.draw(
        "confusion",
        "Confusion matrix of the test part",
        marks,
        width=left + cell * k + 4,
        height=TOP + cell * k + 4,
        says=_describe(counts, classes),
        caption=CAPTION if fits else CAPTION + NUMBERED,
    )


def _headings(left: float, side: float) -> list[Markup]:
    middle = TOP + side / 2
    across = text("predicted class", left, 12, colour="var(--soft)", size=SMALL)
    down = text(
        "true class", 12, middle, anchor="middle", colour="var(--soft)", size=SMALL, turn=-90
    )
    return [across, down]


def _names(
    rows: Sequence[str], columns: Sequence[str], classes: Sequence[str], left: float, cell: float
) -> list[Markup]:
    marks = []
    for i, name in enumerate(classes):
        middle = cell * (i + 0.5)
        row, y = shorten(rows[i], WIDEST_NAME, SMALL), TOP + middle + 4
        marks.append(text(row, left - 6, y, anchor="end", size=SMALL, tooltip=name))
        x = left + middle
        marks.append(text(columns[i], x, TOP - 7, anchor="middle", size=SMALL, tooltip=name))
    return marks


def _cells(
    counts: Sequence[Sequence[int]], classes: Sequence[str], left: float, cell: float
) -> Iterator[Markup]:
    k = len(classes)
    worst = max((counts[i][j] for i in range(k) for j in range(k) if i != j), default=0)
    for i in range(k):
        for j in range(k):
            box = (left + cell * j, TOP + cell * i, cell)
            tooltip = f"{classes[i]} read as {classes[j]}: {count(counts[i][j])}"
            yield _cell(counts[i][j], worst, i == j, box, tooltip)


def _cell(n: int, worst: int, right: bool, box: tuple[float, float, float], tip: str) -> Markup:
    """A square with its count; mistakes are washed by the root of their number."""
    x, y, side = box
    strength = 0.0 if right or not n else 0.1 + 0.75 * math.sqrt(n / worst)
    square = {"x": x + 0.75, "y": y + 0.75, "width": side - 1.5, "height": side - 1.5}
    marks = [tag("title", tip)]
    marks.append(tag("rect", **square, fill="var(--grid)" if right else "var(--panel)"))
    if strength:
        marks.append(tag("rect", **square, fill="var(--mistake)", fill_opacity=strength))
    marks.append(
        text(
            count(n) if n else "·",
            x + side / 2,
            y + side / 2 + 4,
            anchor="middle",
            colour=_ink(n, right, strength),
            size=SMALL if n < 1000 else 9.5,
            weight="600" if strength else None,
        )
    )
    return group(marks)


def _ink(n: int, right: bool, strength: float) -> str:
    """The text colour that can be read on the cell, in light and in dark."""
    if not n:
        return "var(--rule)"
    if right:
        return "var(--soft)"
    return "var(--on-mistake)" if strength > 0.5 else "var(--ink)"


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
