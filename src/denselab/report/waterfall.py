"""From a training loss as reported to the validation loss beside it, share by share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from denselab.report.axes import bottom, plain
from denselab.report.figure import Figure
from denselab.report.scales import Linear, round_range
from denselab.report.svg import group, line, tag, text
from denselab.report.words import number

WIDTH, LEFT, RIGHT, TOP = 400.0, 142.0, 334.0, 10.0
STEP, BAR = 26.0, 14.0
CAPTION = (
    "the training loss that the kept epoch reported, without what only training has, and what new "
    "samples add to it. That last step is the real gap."
)


@dataclass(frozen=True)
class LossShares:
    """Why the two losses of a network differ.

    Attributes:
        model: The network's name.
        reported: The training loss of the kept epoch.
        shares: By ingredient of training, what it adds to that, in the order in which they are
            taken away.
        val_loss: The validation loss after that epoch.
    """

    model: str
    reported: float
    shares: Mapping[str, float]
    val_loss: float


@dataclass(frozen=True)
class _Bar:
    """One row: from one loss to another; a whole loss begins at 0."""

    label: str
    begin: float
    end: float
    colour: str
    value: str
    weight: str | None = None


def waterfall(facts: LossShares) -> Figure:
    """Draws a row for each loss and for each share between them."""
    bars = _bars(facts)
    high = round_range(0.0, max(max(bar.begin, bar.end) for bar in bars), about=4)[1]
    scale, base = Linear(0.0, high, LEFT, RIGHT), TOP + STEP * len(bars) + 6
    axis = bottom(scale, base, TOP, "loss (cross-entropy, nats)", scale.ticks(4), plain)
    rows = [_row(bar, TOP + STEP * (i + 0.5), scale) for i, bar in enumerate(bars)]
    title = f"Training and validation loss of {facts.model}"
    said = f"{title}. " + " ".join(f"{bar.label}: {bar.value}." for bar in bars)
    return Figure.draw(
        f"gap-{facts.model}",
        title,
        [axis, *rows, *_joints(bars, scale)],
        width=WIDTH,
        height=base + 42,
        says=said,
        caption=f"Why the losses of {facts.model} differ: {CAPTION}",
    )


def _bars(facts: LossShares) -> list[_Bar]:
    bars, level = [_whole("training, reported", facts.reported, "var(--training)")], facts.reported
    for name, share in facts.shares.items():
        bars.append(_step(name.replace("_", " "), level, level - share, "var(--fill)"))
        level -= share
    bars.append(_whole("training, plain", level, "var(--training)"))
    bars.append(_step("new samples", level, facts.val_loss, "var(--onset)"))
    return [*bars, _whole("validation", facts.val_loss, "var(--validation)")]


def _whole(label: str, loss: float, colour: str) -> _Bar:
    return _Bar(label, 0.0, loss, colour, number(loss), "600")


def _step(label: str, before: float, after: float, colour: str) -> _Bar:
    sign = "−" if after < before else "+"
    return _Bar(label, before, after, colour, sign + number(abs(after - before)))


def _row(bar: _Bar, y: float, scale: Linear) -> Markup:
    start, end = sorted((scale(bar.begin), scale(bar.end)))
    return group(
        [
            tag("title", f"{bar.label}: {bar.value}"),
            text(bar.label, 0, y + 4, weight=bar.weight),
            tag(
                "rect", x=start, y=y - BAR / 2, width=max(end - start, 1), height=BAR,
                fill=bar.colour,
            ),
            text(bar.value, WIDTH, y + 4, anchor="end", weight=bar.weight),
        ]
    )  # fmt: skip


def _joints(bars: Sequence[_Bar], scale: Linear) -> list[Markup]:
    """Where a row ends the next one begins."""
    joints = []
    for i, bar in enumerate(bars[:-1]):
        x, y = scale(bar.end), TOP + STEP * (i + 0.5)
        joints.append(line(x, y + BAR / 2, x, y + STEP - BAR / 2, "var(--soft)"))
    return joints
