"""Which pictures the report shows, and what it says under each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from denselab.report.figure import Figure
from denselab.report.pictures import Tile, contact_sheet, strips, tiles
from denselab.report.words import percent


@dataclass(frozen=True)
class Gallery:
    """Tiles that belong together; the page lets them flow, `figure` sets them in a grid."""

    name: str
    title: str
    caption: str
    tiles: Sequence[Tile]
    columns: int

    @property
    def figure(self) -> Figure:
        return contact_sheet(self.name, self.title, self.caption, self.tiles, self.columns)


def of_samples(pictures: Mapping[str, np.ndarray], classes: Sequence[str]) -> dict[str, Gallery]:
    """The galleries of ``samples.npz``: the first ten, a sheet, and a mean image a class."""
    return {
        "samples": _first(pictures["first"], pictures["first_labels"], classes),
        "sheet": _sheet(pictures["sheet"], classes),
        "means": _means(pictures["mean"], classes),
    }


def _first(images: np.ndarray, labels: np.ndarray, classes: Sequence[str]) -> Gallery:
    names = [classes[int(label)] for label in labels]
    shown = tiles(images, [(name,) for name in names], [f"a sample of class {n}" for n in names])
    caption = "Ten samples, each with its label below."
    return Gallery("samples", "Ten samples with their labels", caption, shown, 5)


def _sheet(sheet: np.ndarray, classes: Sequence[str]) -> Gallery:
    caption = (
        "As many samples of each class, so that rare classes are seen as well. Look for the "
        "variety inside a row: it is what the network has to see past."
    )
    shown = strips(sheet, classes, [f"{sheet.shape[1]} samples of class {n}" for n in classes])
    return Gallery("sheet", "Samples of every class", caption, shown, 2)


def _means(means: np.ndarray, classes: Sequence[str]) -> Gallery:
    shown = tiles(means, [(name,) for name in classes], [f"mean image of {n}" for n in classes])
    caption = (
        "All training samples of a class laid over one another. Where a mean is sharp, the samples "
        "agree; two classes whose means look alike will be confused."
    )
    return Gallery("means", "Mean image of each class", caption, shown, 5)


def of_copies(copies: np.ndarray, classes: Sequence[str]) -> Gallery:
    """An image of each class and distorted copies of it, ``(classes, 9, height, width)``."""
    caption = (
        "On the left a training sample as it is, then copies as the regularised network sees them: "
        "distorted anew in every epoch. Where you could not read a copy, distort less."
    )
    alts = [f"a sample of class {n} and {copies.shape[1] - 1} distorted copies" for n in classes]
    shown = strips(copies, classes, alts)
    return Gallery("augmented", "Distorted copies", caption, shown, 2)


def of_mistakes(
    mistakes: Sequence[Mapping[str, Any]], images: np.ndarray, classes: Sequence[str]
) -> Gallery:
    """The mistakes that the network was surest of."""
    said, alts = [], []
    for mistake in mistakes:
        true, predicted = classes[mistake["true"]], classes[mistake["predicted"]]
        sure = percent(mistake["probability"])
        said.append((f"{true}, read as {predicted}", f"{sure} sure"))
        alts.append(f"{true}, read as {predicted} with {sure} sureness")
    caption = (
        "Wrong answers of the test part, the surest first: the true class, what the network read, "
        "and the probability it gave. Would you have read them right?"
    )
    shown = tiles(images, said, alts)
    return Gallery("mistakes", "The most confident mistakes", caption, shown, 4)
