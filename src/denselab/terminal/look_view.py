"""The look at a data set, as text and tables; with the first samples drawn, where colours are."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from denselab.terminal.columns import column_table
from denselab.terminal.half_blocks import samples, sheet
from denselab.terminal.words import word_table

Facts = Mapping[str, Any]


def print_look(
    facts: Facts,
    pictures: Mapping[str, np.ndarray],
    console: Console,
    copies: np.ndarray | None = None,
) -> None:
    """Prints what there is to see in a data set.

    Args:
        facts: What ``Look.to_json()`` gives.
        pictures: What ``Look.pictures()`` gives.
        console: Where to.
        copies: What ``augmentation.copies`` gives, where they are to be seen as well.
    """
    console.print(Text.assemble((facts["name"], "bold"), f": {facts['origin']}"))
    console.print()
    if pictures and console.color_system in ("256", "truecolor"):
        names = [facts["classes"][label] for label in pictures["first_labels"]]
        console.print(samples(pictures["first"], names, console.width))
        console.print()
        if copies is not None:
            console.print(Text("A sample of each class, and distorted copies of it", "dim"))
            console.print(sheet(copies, facts["classes"], console.width))
            console.print()
    elif copies is not None:
        console.print("Distorted copies are drawn where there are colours, and on --html's page.\n")
    console.print(_summary(facts))
    console.print()
    console.print(_class_table(facts))
    if "columns" in facts:
        console.print()
        console.print(column_table(facts["columns"]))
    if "words" in facts:
        console.print()
        console.print(word_table(facts["words"]))
    for warning in facts["warnings"]:
        told = Text.assemble(("! ", "yellow"), warning["says"])
        console.print(Padding(told, (1, 0, 0, 0), expand=False))


def _summary(facts: Facts) -> RenderableType:
    grid = Table.grid(padding=(0, 2))
    for name, says in _facts_in_words(facts):
        grid.add_row(Text(name, "dim"), Text(says))
    return grid


def _facts_in_words(facts: Facts) -> Iterator[tuple[str, str]]:
    parts, split = facts["parts"], facts["split"]
    yield "training", f"{parts['train']['n']:,} samples"
    yield "validation", f"{parts['validation']['n']:,} samples, {split['validation']}"
    yield "test", f"{parts['test']['n']:,} samples, {split['test']}, sealed"
    if "pixels" in facts:
        yield from _pixels_in_words(facts["input_shape"], facts["pixels"])
    if "words" in facts:
        words = facts["words"]
        yield "words", f"{words['vocabulary']:,} different ones"
        length = words["lengths"]
        yield (
            "lengths",
            f"{length['min']:,} to {length['max']:,} words a text, median {length['median']:,}",
        )
    yield "duplicates", _duplicates_in_words(facts["duplicates"])


def _pixels_in_words(shape: Sequence[int], pixels: Facts) -> Iterator[tuple[str, str]]:
    height, width = shape
    yield "images", f"{height} × {width} pixels, {pixels['dtype']}"
    yield (
        "pixels",
        f"{pixels['min']} to {pixels['max']}, mean {pixels['mean']:.1f}, standard deviation "
        f"{pixels['std']:.1f}; {pixels['zero_fraction']:.1%} are 0; {pixels['constant']} of the "
        f"{height * width} never change",
    )


def _duplicates_in_words(duplicates: Mapping[str, int]) -> str:
    found = [f"{n:,} in {part.replace('_', ' and ')}" for part, n in duplicates.items() if n]
    return ", ".join(found) or "none"


def _class_table(facts: Facts) -> Table:
    table = Table(box=None, padding=(0, 2), pad_edge=False, header_style="dim")
    table.add_column("class")
    table.add_column("training", justify="right")
    table.add_column("validation", justify="right")
    table.add_column("")
    train = facts["parts"]["train"]["class_counts"]
    validation = facts["parts"]["validation"]["class_counts"]
    for name, n, m in zip(facts["classes"], train, validation, strict=True):
        bar = Text("━" * max(1, round(24 * n / max(train))), "cyan")
        table.add_row(Text(name), f"{n:,}", f"{m:,}", bar)
    return table
