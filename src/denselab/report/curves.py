"""Learning curves: what a network's loss or accuracy did, epoch after epoch."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from denselab.report.axes import SMALL, as_percent, bottom, left, plain, whole_ticks
from denselab.report.figure import Figure
from denselab.report.scales import Linear, Log, round_range
from denselab.report.svg import curve, group, line, tag, text

WIDTH, HEIGHT = 400.0, 306.0
LEFT, RIGHT, TOP, BOTTOM = 48.0, 318.0, 62.0, 262.0
EXPLODED = 20.0  # times its first value: from there on only a log scale shows a loss at all
DOTS_UP_TO = 12  # with few epochs the points themselves are the data
LABEL_STEP = 14.0
DASHES = {"training": "5 3", "validation": None}


@dataclass(frozen=True)
class Curves:
    """One metric of one network.

    Attributes:
        model: The network's name.
        metric: ``"loss"`` or ``"accuracy"``.
        series: ``"training"`` and ``"validation"`` to a value an epoch; NaN where none was had.
        best_epoch: The epoch whose weights were kept, from 1.
        onset: The epoch at which overfitting starts, from 1.
        kept: The training figure of the kept weights, measured as validation is, where the curve
            was taken otherwise.
    """

    model: str
    metric: str
    series: dict[str, list[float]]
    best_epoch: int | None = None
    onset: int | None = None
    kept: float | None = None

    @property
    def epochs(self) -> int:
        return max((len(values) for values in self.series.values()), default=0)


def learning_curve(facts: Curves) -> Figure:
    """Draws the curves with the best epoch and the onset of overfitting marked."""
    x, y = _epoch_scale(facts.epochs), _value_scale(facts)
    marks = [_onset(facts, x), _axes(facts, x, y), _best(facts, x)]
    marks += [_curve(name, values, x, y) for name, values in facts.series.items()]
    marks += [_kept(facts, x, y), _labels(facts, y), _hovers(facts, x)]
    title = f"{facts.metric.capitalize()} of {facts.model}, epoch by epoch"
    return Figure.draw(
        f"{facts.metric}-{facts.model}",
        title,
        marks,
        width=WIDTH,
        height=HEIGHT,
        says=_describe(facts),
        caption=f"{title}: training dashed, validation solid.",
    )


def _finite(facts: Curves) -> list[float]:
    values = [v for values in facts.series.values() for v in values]
    values += [] if facts.kept is None else [facts.kept]
    return [v for v in values if math.isfinite(v)]


def _epoch_scale(epochs: int) -> Linear:
    low, high = (1.0, float(epochs)) if epochs > 1 else (0.5, 1.5)
    return Linear(low, high, LEFT, RIGHT)


def _value_scale(facts: Curves) -> Linear | Log:
    values = _finite(facts) or [0.0, 1.0]
    if facts.metric == "accuracy":
        low, high = round_range(min(values), max(values))
        return Linear(max(low, 0.0), min(high, 1.0), BOTTOM, TOP)
    if max(values) > EXPLODED * values[0] > 0:
        return Log(min(v for v in values if v > 0) / 1.5, max(values) * 1.5, BOTTOM, TOP)
    return Linear(0.0, round_range(0.0, max(values))[1], BOTTOM, TOP)


def _axes(facts: Curves, x: Linear, y: Linear | Log) -> Markup:
    epochs = whole_ticks(x) if facts.epochs > 1 else [1.0]
    below = bottom(x, BOTTOM, BOTTOM, "epoch", epochs, plain)
    if facts.metric == "accuracy":
        label, write = "accuracy (%)", as_percent
    else:
        label, write = "loss (cross-entropy, nats)", plain
    if isinstance(y, Log):
        label += ", log scale"
    top_left = left(y, LEFT, RIGHT, "", y.ticks(5), write)
    return group([top_left, below, text(label, 0, 12, colour="var(--soft)", size=SMALL)])


def _best(facts: Curves, x: Linear) -> Markup:
    if not facts.best_epoch:
        return Markup("")
    at = x(facts.best_epoch)
    return group(
        [
            line(at, TOP - 24, at, BOTTOM, "var(--best)", 1.5),
            _flag(f"best epoch {facts.best_epoch}", at, TOP - 28, "var(--best)"),
        ]
    )


def _onset(facts: Curves, x: Linear) -> Markup:
    if not facts.onset:
        return Markup("")
    at = x(facts.onset)
    return group(
        [
            tag(
                "rect", x=at, y=TOP, width=RIGHT - at, height=BOTTOM - TOP, fill="var(--onset-wash)"
            ),
            line(at, TOP - 9, at, BOTTOM, "var(--onset)", 1.5, "2 3"),
            _flag(f"overfitting from epoch {facts.onset}", at, TOP - 13, "var(--onset)"),
        ]
    )


def _flag(words: str, at: float, y: float, colour: str) -> Markup:
    """A label beside its line, on the side where there is room."""
    on_left = at > (LEFT + RIGHT) / 2
    return text(
        words,
        at + (-4 if on_left else 4) * (y > TOP - 20),
        y,
        anchor="end" if on_left else "start",
        colour=colour,
        size=SMALL,
        weight="600",
    )


def _curve(name: str, values: Sequence[float], x: Linear, y: Linear | Log) -> Markup:
    points = [(x(epoch), y(v)) for epoch, v in enumerate(values, start=1)]
    colour = f"var(--{name})"
    dots = [
        tag("circle", cx=cx, cy=cy, r=2.5, fill=colour)
        for cx, cy in points
        if len(points) <= DOTS_UP_TO and math.isfinite(cy)
    ]
    return group([curve(points, colour, 2, DASHES[name]), *dots])


def _kept(facts: Curves, x: Linear, y: Linear | Log) -> Markup:
    """A ring: what training would be, measured as validation is, at the best epoch."""
    if not facts.best_epoch or facts.kept is None:
        return Markup("")
    return tag(
        "circle",
        cx=x(facts.best_epoch),
        cy=y(facts.kept),
        r=4.5,
        fill="var(--paper)",
        stroke="var(--training)",
        stroke_width=2,
    )


def _labels(facts: Curves, y: Linear | Log) -> Markup:
    """Names at the ends of the lines, moved apart where they would touch."""
    ends: list[tuple[float, str]] = []
    for name, values in facts.series.items():
        heights = [y(v) for v in values if math.isfinite(y(v))]
        ends += [(heights[-1], name)] if heights else []
    if not ends:
        return text("no finite value was recorded", LEFT + 12, (TOP + BOTTOM) / 2)
    return group(
        text(name, RIGHT + 7, at + 4, colour=f"var(--{name})", weight="600")
        for at, name in apart(sorted(ends))
    )


def apart(ends: list[tuple[float, str]]) -> list[tuple[float, str]]:
    """Two labels with their heights, the higher one first, moved to where they do not touch."""
    if len(ends) < 2 or ends[1][0] - ends[0][0] >= LABEL_STEP:
        return ends
    middle = min((ends[0][0] + ends[1][0]) / 2, BOTTOM - LABEL_STEP / 2)
    return [(middle - LABEL_STEP / 2, ends[0][1]), (middle + LABEL_STEP / 2, ends[1][1])]


def _hovers(facts: Curves, x: Linear) -> Markup:
    """A band an epoch that tells its values to whoever points at it; no script needed."""
    step = x(2) - x(1)
    bands = []
    for epoch in range(1, facts.epochs + 1):
        start, end = max(x(epoch) - step / 2, LEFT), min(x(epoch) + step / 2, RIGHT)
        bands.append(
            tag(
                "rect",
                tag("title", _tooltip(facts, epoch)),
                x=start,
                y=TOP,
                width=end - start,
                height=BOTTOM - TOP,
            )
        )
    return group(bands, class_="hover", fill="transparent")


def _tooltip(facts: Curves, epoch: int) -> str:
    said = [
        f"{name} {_write(facts, values[epoch - 1])}"
        for name, values in facts.series.items()
        if epoch <= len(values)
    ]
    return f"epoch {epoch}: {', '.join(said)}"


def _write(facts: Curves, value: float) -> str:
    if not math.isfinite(value):
        return "not a number"
    return f"{100 * value:.2f} %" if facts.metric == "accuracy" else f"{value:.4f}"


def _describe(facts: Curves) -> str:
    said = [f"{facts.metric.capitalize()} of {facts.model} over {facts.epochs} epochs."]
    said += [_describe_series(facts, name, values) for name, values in facts.series.items()]
    if facts.best_epoch:
        said.append(f"Best epoch: {facts.best_epoch}.")
    if facts.kept is not None:
        said.append(f"Training, measured as validation is: {_write(facts, facts.kept)}.")
    if facts.onset:
        said.append(f"Overfitting from epoch {facts.onset} on.")
    return " ".join(said)


def _describe_series(facts: Curves, name: str, values: Sequence[float]) -> str:
    first, last = _write(facts, values[0]), _write(facts, values[-1])
    holes = sum(not math.isfinite(v) for v in values)
    missing = f", not a number in {holes} of {len(values)} epochs" if holes else ""
    return f"{name.capitalize()}: {first} first, {last} last{missing}."
