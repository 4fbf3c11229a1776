"""What starting from another Run is worth: accuracy against the amount of data, both beginnings."""

from collections.abc import Sequence

from markupsafe import Markup

from denselab.report import words
from denselab.report.axes import SMALL, as_percent, left
from denselab.report.curves import BOTTOM, HEIGHT, LEFT, WIDTH, apart
from denselab.report.facts import JSON
from denselab.report.figure import Figure
from denselab.report.scales import Linear, round_range
from denselab.report.svg import curve, group, line, shorten, tag, text

TOP = 34.0
RIGHT = 296.0  # there must be room for "from scratch"
ASIDE = 5.0  # the two of one amount stand so far apart that their intervals can be told apart
COLOURS = {"scratch": "var(--training)", "transfer": "var(--validation)"}
DASHES = {"scratch": "5 3", "transfer": None}


def transfer_curve(amounts: Sequence[JSON], source: str) -> Figure:
    """Draws the accuracies with their intervals.

    Args:
        amounts: As in ``evidence/transfer.json``, from few examples to all.
        source: The data of the other Run.
    """
    y = _value_scale(amounts)
    names = {"scratch": "from scratch", "transfer": f"from {source}"}
    marks = [_axes(amounts, y), *(_line(kind, amounts, y) for kind in COLOURS)]
    marks += [_labels(names, amounts, y), _hovers(names, amounts)]
    n, repeats = amounts[0]["n"], amounts[0]["repeats"]
    return Figure.draw(
        "transfer",
        f"Accuracy from scratch and from {source}",
        marks,
        width=WIDTH,
        height=HEIGHT,
        says=" ".join(_tooltip(names, amount) for amount in amounts),
        caption=f"Accuracy on the {words.count(n)} validation samples, dashed from scratch, solid "
        f"from {source}: the mean of {repeats} trainings on different examples, with its 95 % "
        "interval.",
    )


def amount_in_words(amount: JSON) -> str:
    """How many examples there were: of each class, or all."""
    if amount["examples"] is None:
        return f"all {words.count(amount['n_train'])}"
    return words.count(amount["examples"])


def _value_scale(amounts: Sequence[JSON]) -> Linear:
    scores = [amount[kind] for amount in amounts for kind in COLOURS]
    low, high = round_range(min(s["low"] for s in scores), max(s["high"] for s in scores))
    return Linear(max(low, 0.0), min(high, 1.0), BOTTOM, TOP)


def _place(number: int, amounts: Sequence[JSON]) -> float:
    """Amounts stand evenly apart, whatever their distance."""
    return LEFT + (number + 0.5) * (RIGHT - LEFT) / len(amounts)


def _axes(amounts: Sequence[JSON], y: Linear) -> Markup:
    marks = [left(y, LEFT, RIGHT, "", y.ticks(5), as_percent)]
    for number, amount in enumerate(amounts):
        at, label = _place(number, amounts), amount_in_words(amount)
        marks.append(line(at, BOTTOM, at, BOTTOM + 4, "var(--rule)"))
        marks.append(
            text(label, at, BOTTOM + 18, anchor="middle", colour="var(--soft)", size=SMALL)
        )
    middle, below = (LEFT + RIGHT) / 2, "training examples of each class"
    marks += [
        line(LEFT, BOTTOM, RIGHT, BOTTOM, "var(--rule)"),
        text(below, middle, BOTTOM + 36, anchor="middle", colour="var(--soft)", size=SMALL),
        text("validation accuracy (%)", 0, 12, colour="var(--soft)", size=SMALL),
    ]
    return group(marks)


def _line(kind: str, amounts: Sequence[JSON], y: Linear) -> Markup:
    colour, aside = COLOURS[kind], ASIDE if kind == "transfer" else -ASIDE
    points, marks = [], []
    for number, amount in enumerate(amounts):
        x, score = _place(number, amounts) + aside, amount[kind]
        top, bottom = y(score["high"]), y(score["low"])
        points.append((x, y(score["accuracy"])))
        marks.append(line(x, top, x, bottom, colour, 1.5))
        marks += [line(x - 4, end, x + 4, end, colour, 1.5) for end in (top, bottom)]
    marks.append(curve(points, colour, 2, DASHES[kind]))
    marks += [tag("circle", cx=cx, cy=cy, r=3.5, fill=colour) for cx, cy in points]
    return group(marks)


def _labels(names: dict[str, str], amounts: Sequence[JSON], y: Linear) -> Markup:
    ends = sorted((y(amounts[-1][kind]["accuracy"]), kind) for kind in COLOURS)
    return group(
        text(
            shorten(names[kind], WIDTH - RIGHT - 7),
            RIGHT + 7,
            at + 4,
            colour=COLOURS[kind],
            weight="600",
            tooltip=names[kind],
        )
        for at, kind in apart(ends)
    )


def _hovers(names: dict[str, str], amounts: Sequence[JSON]) -> Markup:
    """A band an amount that tells its values to whoever points at it; no script needed."""
    width = (RIGHT - LEFT) / len(amounts)
    bands = [
        tag(
            "rect",
            tag("title", _tooltip(names, amount)),
            x=LEFT + number * width,
            y=TOP,
            width=width,
            height=BOTTOM - TOP,
        )
        for number, amount in enumerate(amounts)
    ]
    return group(bands, class_="hover", fill="transparent")


def _tooltip(names: dict[str, str], amount: JSON) -> str:
    said = [
        f"{names[kind]} {words.percent(amount[kind]['accuracy'])} "
        f"({words.interval(amount[kind]['low'], amount[kind]['high'])})"
        for kind in COLOURS
    ]
    return f"{amount_in_words(amount)} examples{_each(amount)}: {', '.join(said)}."


def _each(amount: JSON) -> str:
    return "" if amount["examples"] is None else " a class"
