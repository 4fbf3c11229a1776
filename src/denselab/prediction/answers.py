"""The rows of an input with what the network says of each.

Responsible for which part of a row is the sample, for the stated treatment of what is missing, and
for telling afterwards what was treated so.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from denselab.data import Samples
from denselab.errors import DataError
from denselab.prediction.pictures import image_files, read_images
from denselab.prediction.predictor import Predictor
from denselab.prediction.reading import STANDARD_INPUT, Chunk, read_chunks
from denselab.prep import Pixels


@dataclass
class Treated:
    """What was not as it should be, and how it was treated, told at the end.

    Attributes:
        unreadable: Rows that could not be read and have no prediction.
        first: Where the first of them stands.
        empty: Texts without anything in them, predicted as such.
        lacking: Columns that were missing, and so were missing in every row.
    """

    unreadable: int = 0
    first: str | None = None
    empty: int = 0
    lacking: list[str] = field(default_factory=list)

    def told(self) -> list[str]:
        """A sentence each."""
        said = []
        if self.lacking:
            names = ", ".join(map(repr, self.lacking))
            said.append(f"without the column {names}: taken as missing in every row")
        if self.unreadable:
            said.append(
                f"{self.unreadable:,} without a prediction: could not be read ({self.first})"
            )
        if self.empty:
            said.append(f"{self.empty:,} empty texts: predicted as texts without a known word")
        return said


def answers(
    predictor: Predictor,
    source: str,
    treated: Treated,
    *,
    text: str | None = None,
    header: bool = True,
    encoding: str = "utf-8",
    every_class: bool = False,
) -> Iterator[tuple[pl.DataFrame, int]]:
    """The input's rows, some at a time, with columns for what is said of them.

    Args:
        predictor: What answers.
        source: A table, a text with a sentence a line, an image or a folder of images, as suits
            the Run; ``"-"`` is standard input.
        treated: Takes note of what was not as it should be.
        text: The column of texts; by default that of the Run.
        header: Whether a table's first line names its columns.
        encoding: Of text.
        every_class: Whether the probability of each class gets a column.

    Yields:
        Rows, and the bytes of the input that have been read so far (images: files).

    Raises:
        DataError: The input is no such thing, or lacks what the network goes by.
    """
    for chunk, samples in _sampled(predictor, source, treated, text, header, encoding):
        treated.unreadable += int((~chunk.readable).sum())
        treated.first = treated.first or chunk.first_bad
        said = predictor.probabilities(samples)
        yield _with_answers(chunk, said, predictor.classes, every_class), chunk.done


def _sampled(
    predictor: Predictor,
    source: str,
    treated: Treated,
    text: str | None,
    header: bool,
    encoding: str,
) -> Iterator[tuple[Chunk, Samples]]:
    preprocessor = predictor.preprocessor
    if isinstance(preprocessor, Pixels):
        yield from read_images(image_files(source), preprocessor.input_shape_)
        return
    is_text = predictor.run.kind == "texts"
    lines = is_text and text is None and (source == STANDARD_INPUT or source.endswith(".txt"))
    for chunk in read_chunks(source, header=header, encoding=encoding, lines=lines):
        if is_text:
            column = _text_column(chunk.rows, text or predictor.run.study.data.text, source)
            texts = np.array(chunk.rows[column].fill_null("").to_list(), object)
            treated.empty += sum(not each.strip() for each in texts)
            yield chunk, texts
        else:
            used = [column.name for column in preprocessor.schema_ if column.encoder]
            yield chunk, _completed(chunk.rows, used, treated, source)


def _text_column(rows: pl.DataFrame, asked: str | None, source: str) -> str:
    if asked in rows.columns:
        return str(asked)
    if len(rows.columns) == 1:
        return rows.columns[0]
    raise DataError(
        f"{source}: must have the column of texts, {asked!r}; name another with --text, of "
        f"{', '.join(map(repr, rows.columns[:30]))}"
    )


def _completed(
    rows: pl.DataFrame, used: Sequence[str], treated: Treated, source: str
) -> pl.DataFrame:
    """The rows with every column that is used; those that lack are missing in each row."""
    lacking = [name for name in used if name not in rows.columns]
    if 2 * len(lacking) > len(used):
        raise DataError(
            f"{source}: must have the columns that the Run learned from, found no "
            f"{', '.join(map(repr, lacking[:30]))}"
        )
    treated.lacking = lacking
    return rows.with_columns(pl.lit(None, pl.String).alias(name) for name in lacking)


def _with_answers(
    chunk: Chunk, said: np.ndarray, classes: Sequence[str], every_class: bool
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
    unknown = pl.Series(~chunk.readable)
    return chunk.rows.with_columns(
        values.set(unknown, None).alias(_free(name, chunk.rows.columns))
        for name, values in columns.items()
    )


def _free(name: str, taken: Sequence[str]) -> str:
    """The name, with a number behind it where a column has it already."""
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}_{number}"
    return free
