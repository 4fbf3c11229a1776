"""Words with a bar each, a panel a class: what speaks for each of them."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from denselab.report.figure import Figure
from denselab.report.scales import Linear
from denselab.report.svg import group, shorten, tag, text
from denselab.report.words import number

WIDTH, COLUMN, GUTTER = 560.0, 262.0, 36.0
LABEL, VALUE = 112.0, 44.0  # how wide words and figures may be
HEAD, STEP, BAR, GAP = 26.0, 20.0, 11.0, 18.0

Words = Sequence[tuple[str, float]]


def word_bars(
    name: str, title: str, caption: str, panels: Mapping[str, Words], unit: str
) -> Figure:
    """Draws two panels a row, all on one scale that begins at 0.

    Args:
        name: Of the figure, unique on the page.
        title: What it shows.
        caption: How to read it; the unit is told there.
        panels: By class its words, the strongest first, each with how much it speaks for it.
        unit: Of those figures, for those who cannot see the bars.
    """
    most = max((value for words in panels.values() for _, value in words), default=1.0)
    scale = Linear(0.0, most, LABEL, COLUMN - VALUE)
    marks, top = [], 0.0
    every = list(panels.items())
    for row in range(0, len(every), 2):
        for column, (label, words) in enumerate(every[row : row + 2]):
            place = f"translate({column * (COLUMN + GUTTER):g} {top:g})"
            marks.append(group(_panel(label, words, scale), transform=place))
        top += HEAD + STEP * max(len(words) for _, words in every[row : row + 2]) + GAP
    said = "; ".join(
        f"{label}: " + (", ".join(f"{word} {number(value)}" for word, value in words) or "none")
        for label, words in every
    )
    return Figure.draw(
        name,
        title,
        marks,
        width=WIDTH,
        height=max(top - GAP, HEAD),
        says=f"{title} ({unit}). {said}",
        caption=caption,
    )


def _panel(label: str, words: Words, scale: Linear) -> list[Markup]:
    head = text(shorten(label, COLUMN), 0, 14, weight="600", tooltip=label)
    if not words:
        return [head, text("no word", 0, HEAD + 13, colour="var(--soft)")]
    rows = [_row(word, value, HEAD + STEP * i, scale) for i, (word, value) in enumerate(words)]
    return [head, *rows]


def _row(word: str, value: float, y: float, scale: Linear) -> Markup:
    end = scale(value)
    return group(
        [
            text(
                shorten(word, LABEL - 8), LABEL - 8, y + 13, anchor="end",
                tooltip=f"{word}: {number(value)}",
            ),
            tag(
                "rect", x=LABEL, y=y + (STEP - BAR) / 2, width=max(end - LABEL, 0.5), height=BAR,
                fill="var(--training)",
            ),
            text(number(value), end + 5, y + 13, colour="var(--soft)", size=11.5),
        ]
    )  # fmt: skip
