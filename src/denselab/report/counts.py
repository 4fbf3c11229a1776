"""How many examples each class has, in the training and the validation part."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from denselab.report.axes import bottom, plain
from denselab.report.figure import Figure
from denselab.report.scales import Linear, round_range
from denselab.report.svg import group, shorten, tag, text, text_width
from denselab.report.words import count

WIDTH, TOP, RIGHT = 400.0, 30.0, 354.0
STEP, BAR = 30.0, 11.0
CAPTION = (
    "Bars of equal length mean balanced classes: no answer is favoured from the start. The labels "
    "of the test part are sealed, so its classes are not counted here."
)


def class_counts(classes: Sequence[str], parts: Mapping[str, Sequence[int]]) -> Figure:
    """Draws two bars a class.

    Args:
        classes: Names, ``k`` of them.
        parts: ``"training"`` and ``"validation"`` to ``k`` counts each.
    """
    start = min(max(map(text_width, classes), default=0) + 12, 140)
    most = max((n for counts in parts.values() for n in counts), default=1)
    scale = Linear(0, round_range(0, max(most, 1), 4)[1], start, RIGHT)
    base = TOP + STEP * len(classes) + 4
    marks = [
        _legend(start),
        bottom(scale, base, TOP - 4, "examples (number)", scale.ticks(4), plain),
    ]
    for i, name in enumerate(classes):
        top = TOP + STEP * i
        marks.append(text(shorten(name, start - 10), 0, top + 16, tooltip=name))
        marks += [
            _bar(part, counts[i], top + BAR * row + 1, scale)
            for row, (part, counts) in enumerate(parts.items())
        ]
    said = "; ".join(
        f"{name}: " + ", ".join(f"{count(c[i])} {part}" for part, c in parts.items())
        for i, name in enumerate(classes)
    )
    return Figure.draw(
        "class-counts",
        "Examples of each class",
        marks,
        width=WIDTH,
        height=base + 42,
        says=said,
        caption=CAPTION,
    )


def _bar(part: str, n: int, y: float, scale: Linear) -> Markup:
    end = scale(n)
    filled = part == "training"
    rect = tag(
        "rect",
        x=scale.start,
        y=y,
        width=max(end - scale.start, 0.5),
        height=BAR - 1,
        fill=f"var(--{part})" if filled else "var(--paper)",
        stroke=f"var(--{part})",
    )
    return group([rect, text(count(n), end + 5, y + 9, colour="var(--soft)", size=11.5)])


def _legend(x: float) -> Markup:
    return group(
        [
            tag(
                "rect",
                x=x,
                y=4,
                width=12,
                height=10,
                fill="var(--training)",
                stroke="var(--training)",
            ),
            text("training", x + 18, 13, colour="var(--training)", weight="600"),
            tag(
                "rect",
                x=x + 84,
                y=4,
                width=12,
                height=10,
                fill="var(--paper)",
                stroke="var(--validation)",
            ),
            text("validation", x + 102, 13, colour="var(--validation)", weight="600"),
        ]
    )
