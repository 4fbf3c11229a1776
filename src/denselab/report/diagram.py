"""A network drawn as it is built: one bar a layer, its width by the root of its units."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from denselab.report.axes import SMALL
from denselab.report.figure import Figure
from denselab.report.svg import group, tag, text, text_width
from denselab.report.words import count

WIDTH = 400.0
MIDDLE, WIDEST, NARROWEST = 86.0, 170.0, 16.0
WORDS = 188.0
ROW, BAR = 62.0, 20.0

Layer = Mapping[str, Any]


def network_diagram(model: str, layers: Sequence[Layer]) -> Figure:
    """Draws the layers from the input, on top, to the output.

    Args:
        model: The network's name.
        layers: As in ``networks.json``: kind, units, activation, rate, output_shape, parameters.
    """
    sizes = [_size(layer) for layer in layers]
    widths, tops = _widths(sizes), [12 + ROW * i for i in range(len(layers))]
    marks = [
        _fan(widths[i - 1], widths[i], tops[i - 1] + BAR, tops[i], layers[i])
        for i in range(1, len(layers))
    ]
    for i, layer in enumerate(layers):
        marks += [_bar(layer, widths[i], tops[i]), _words(layers, sizes, i, tops[i])]
    bottom = 8 + ROW * len(layers)
    total = f"{count(sum(layer.get('parameters') or 0 for layer in layers))} parameters in all"
    marks.append(text(total, WORDS, bottom + 8, weight="600"))
    longest = max(text_width(_does(layers, sizes, i)) for i in range(len(layers)))
    return Figure.draw(
        f"network-{model}",
        f"The network {model}",
        marks,
        width=max(WIDTH, WORDS + longest),
        height=bottom + 20,
        says=f"{' → '.join(_name(layer) for layer in layers)}. {total}.",
        caption=f"{model}: {count(sizes[0])} values in, {count(sizes[-1])} probabilities out.",
    )


def _size(layer: Layer) -> int:
    """Values that the layer hands on for one sample."""
    shape = [side for side in layer.get("output_shape") or [] if side]
    return math.prod(shape) if shape else int(layer.get("units") or 1)


def _widths(sizes: Sequence[int]) -> list[float]:
    largest = max(sizes, default=1)
    return [max(WIDEST * math.sqrt(size / largest), NARROWEST) for size in sizes]


def _fan(above: float, below: float, y1: float, y2: float, layer: Layer) -> Markup:
    """Every unit feeds every unit of a Dense layer; Dropout passes each on alone."""
    x = (MIDDLE - above / 2, MIDDLE + above / 2, MIDDLE + below / 2, MIDDLE - below / 2)
    points = f"{x[0]:.1f},{y1:.1f} {x[1]:.1f},{y1:.1f} {x[2]:.1f},{y2:.1f} {x[3]:.1f},{y2:.1f}"
    fill = "var(--fill-soft)" if layer["kind"] == "Dense" else "none"
    return tag("polygon", points=points, fill=fill, stroke="var(--grid)")


def _bar(layer: Layer, width: float, top: float) -> Markup:
    dropout = layer["kind"] == "Dropout"
    return tag(
        "rect",
        x=MIDDLE - width / 2,
        y=top,
        width=width,
        height=BAR,
        rx=3,
        fill="var(--paper)" if dropout else "var(--fill)",
        stroke="var(--training)",
        stroke_width=1.2,
        stroke_dasharray="3 4" if dropout else None,
    )


def _name(layer: Layer) -> str:
    if layer["kind"] == "Dropout":
        return f"Dropout {layer.get('rate')}"
    if layer["kind"] == "Dense":
        return f"Dense {count(layer.get('units'))}, {layer.get('activation')}"
    return "Input"


def _words(layers: Sequence[Layer], sizes: Sequence[int], i: int, top: float) -> Markup:
    shape = ", ".join(["batch", *(count(side) for side in _shape(layers[i]))])
    lines = [text(_name(layers[i]), WORDS, top + 5, weight="600")]
    for number, words in enumerate([_does(layers, sizes, i), f"→ ({shape})"], start=1):
        lines.append(text(words, WORDS, top + 5 + 15 * number, colour="var(--soft)", size=SMALL))
    return group(lines)


def _shape(layer: Layer) -> list[int]:
    return [side for side in layer.get("output_shape") or [layer.get("units")] if side]


def _does(layers: Sequence[Layer], sizes: Sequence[int], i: int) -> str:
    layer = layers[i]
    if layer["kind"] == "Dropout":
        return f"drops {100 * (layer.get('rate') or 0):g} % while it learns"
    if layer["kind"] != "Dense" or i == 0:
        return f"{count(sizes[i])} values a sample"
    before, units, parameters = sizes[i - 1], sizes[i], layer.get("parameters") or 0
    if parameters == before * units + units:
        return f"{count(before)} × {count(units)} + {count(units)} = {count(parameters)}"
    return f"{count(parameters)} parameters"
