"""The rows of an input with what the network says of each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from denselab.data.pieces import Piece
from denselab.prediction.inputs import open_input
from denselab.prediction.predictor import Predictor
from denselab.prediction.treated import Treated


@dataclass(frozen=True)
class Answers:
    """An input that is about to be predicted.

    Attributes:
        size: How much there is to read, in bytes, or of images in files; ``None`` where nobody
            knows.
        parts: Rows as they came in with their predictions, and how much has been read so far.
    """

    size: int | None
    parts: Iterator[tuple[pl.DataFrame, int]]


def answers(
    predictor: Predictor,
    source: str,
    treated: Treated,
    *,
    text: str | None = None,
    header: bool | None = None,
    encoding: str | None = None,
    every_class: bool = False,
) -> Answers:
    """The input's rows, some at a time, with columns for what is said of them.

    Args:
        predictor: What answers.
        source: A table, a text with a sentence a line, an image or a folder of images, as suits
            the Run; ``"-"`` is standard input.
        treated: Takes note of what was not as it should be: of columns that lack at once, of the
            rest as parts are taken.
        text: The column of texts; by default that of the Run.
        header: Whether a table's first line names its columns; by default as in the Run's data.
        encoding: Of text; by default as in the Run's data.
        every_class: Whether the probability of each class gets a column.

    Raises:
        DataError: The input is no such thing, or lacks what the network goes by; while parts are
            taken, if the rest of a file is out of reach, see
            :func:`denselab.data.piecewise.table_pieces`.
    """
    asked = predictor.run.study.data
    found = open_input(
        predictor,
        source,
        treated,
        text=text,
        header=asked.header if header is None else header,
        encoding=encoding or asked.encoding,
    )

    def parts() -> Iterator[tuple[pl.DataFrame, int]]:
        for piece, samples in found.parts:
            faults = [piece.faults.get(place, "") for place in range(len(piece.table))]
            treated.add("without a prediction: could not be read", piece.faulty, faults)
            said = predictor.probabilities(samples)
            yield _with_answers(piece, said, predictor.classes, every_class), piece.done

    return Answers(found.size, parts())


def _with_answers(
    piece: Piece, said: np.ndarray, classes: Sequence[str], every_class: bool
) -> pl.DataFrame:
    label = said.argmax(axis=1)
    names = np.array(classes, object)[label]
    columns = {"prediction": pl.Series(names, dtype=pl.String)}
    columns["probability"] = pl.Series(said[np.arange(len(said)), label], dtype=pl.Float32)
    if every_class:
        columns |= {
            f"probability {name}": pl.Series(said[:, number], dtype=pl.Float32)
            for number, name in enumerate(classes)
        }
    unknown, taken = pl.Series(piece.faulty, dtype=pl.Boolean), piece.table.columns
    return piece.table.with_columns(
        values.set(unknown, None).alias(_free(name, taken)) for name, values in columns.items()
    )


def _free(name: str, taken: Sequence[str]) -> str:
    """The name, with a number behind it where a column has it already."""
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}_{number}"
    return free
