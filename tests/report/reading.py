"""Reading a drawn figure back, as a person with a ruler would: ticks first, then marks."""

import re
from xml.etree import ElementTree

import numpy as np

from denselab.report.figure import Figure

SVG = "{http://www.w3.org/2000/svg}"


def parse(figure: Figure) -> ElementTree.Element:
    return ElementTree.fromstring(str(figure.markup))


def find(root: ElementTree.Element, kind: str, **attributes: str) -> list[ElementTree.Element]:
    """The elements of a kind with these attributes, in drawing order."""
    wanted = {key.replace("_", "-"): value for key, value in attributes.items()}
    return [
        element
        for element in root.iter(SVG + kind)
        if all(element.get(key) == value for key, value in wanted.items())
    ]


def words(element: ElementTree.Element) -> str:
    """The text of an element without its tooltip."""
    tooltip = element.find(SVG + "title")
    return (element.text or "") if tooltip is None else (tooltip.tail or "")


def ticks(root: ElementTree.Element, axis: str) -> tuple[np.ndarray, np.ndarray]:
    """Positions and values of the ticks of the ``x`` or ``y`` axis."""
    anchor = {"x": "middle", "y": "end"}[axis]
    shift = {"x": 0, "y": -4}[axis]
    labels = [
        (float(text.get(axis, 0)) + shift, float(words(text).replace(",", "")))
        for text in find(root, "text", text_anchor=anchor, fill="var(--soft)")
        if re.fullmatch(r"[\d.,e-]+", words(text))
    ]
    positions, values = np.array(labels).T
    return positions, values


def read(
    root: ElementTree.Element, axis: str, position: np.ndarray, log: bool = False
) -> np.ndarray:
    """The values at positions along an axis."""
    positions, values = ticks(root, axis)
    if log:
        return np.exp(np.poly1d(np.polyfit(positions, np.log(values), 1))(position))
    return np.poly1d(np.polyfit(positions, values, 1))(position)


def path(element: ElementTree.Element) -> tuple[np.ndarray, np.ndarray]:
    """The points of a path: x and y."""
    pairs = re.findall(r"[ML]([\d.-]+) ([\d.-]+)", element.get("d", ""))
    x, y = np.array(pairs, float).T
    return x, y
