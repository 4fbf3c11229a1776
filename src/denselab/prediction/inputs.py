"""An input as samples of the kind that a Run knows.

Responsible for which part of a row is the sample, and for refusing at once what is another input.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from denselab.data import Samples
from denselab.data.lines import DAMAGED
from denselab.data.pieces import Piece, Pieces
from denselab.data.piecewise import delimited_pieces, opened, sentence_pieces, table_pieces
from denselab.data.table import suffix_of
from denselab.errors import DataError
from denselab.prediction.pictures import image_files, image_pieces
from denselab.prediction.predictor import Predictor
from denselab.prediction.treated import Treated
from denselab.prediction.unlike import known_texts, lacking_columns, listed, note_strays
from denselab.prep import Pixels
from denselab.prep.columns import Columns

STANDARD_INPUT = "-"


@dataclass(frozen=True)
class Input:
    """What is to be predicted, about to be read.

    Attributes:
        size: How much there is, as its pieces count it; ``None`` where nobody knows.
        parts: Some rows each, and their samples.
    """

    size: int | None
    parts: Iterator[tuple[Piece, Samples]]


def open_input(
    predictor: Predictor,
    source: str,
    treated: Treated,
    *,
    text: str | None,
    header: bool,
    encoding: str,
) -> Input:
    """Opens an input, see `answers`."""
    preprocessor = predictor.preprocessor
    if isinstance(preprocessor, Pixels):
        files = image_files(source)
        return Input(len(files), image_pieces(files, preprocessor.input_shape_))
    if source != STANDARD_INPUT and not Path(source).is_file():
        raise DataError(f"{source}: must be a file, found none")
    are_lines = predictor.run.kind == "texts" and text is None and _has_lines(source)
    found = _sentences(source, encoding) if are_lines else _rows(source, header, encoding)
    if isinstance(preprocessor, Columns):
        samples = _of_rows(preprocessor, found, source, treated)
    else:
        samples = _of_texts(text or predictor.run.study.data.text, found, source, treated)
    return Input(found.size, _sampled(found, samples, treated))


def _has_lines(source: str) -> bool:
    return source == STANDARD_INPUT or suffix_of(Path(source)) == ".txt"


def _sentences(source: str, encoding: str) -> Pieces:
    if source == STANDARD_INPUT:
        return sentence_pieces(sys.stdin.buffer, "standard input", encoding=encoding)
    stream, size = opened(Path(source))
    return sentence_pieces(stream, source, encoding=encoding, size=size)


def _rows(source: str, header: bool, encoding: str) -> Pieces:
    if source == STANDARD_INPUT:
        stdin = sys.stdin.buffer
        return delimited_pieces(stdin, "standard input", header=header, encoding=encoding)
    return table_pieces(Path(source), header=header, encoding=encoding)


Sampler = Callable[[Piece, Sequence[str]], Samples]


def _sampled(found: Pieces, samples: Sampler, treated: Treated) -> Iterator[tuple[Piece, Samples]]:
    damaged = pl.any_horizontal(pl.all().str.contains(DAMAGED, literal=True))
    for piece in found.pieces:
        places = [f"{found.numbered} {number}" for number in piece.numbers]
        which = piece.table.select(damaged.fill_null(False)).to_series().to_numpy()
        treated.add(f"with bytes that are not of the encoding: read as {DAMAGED}", which, places)
        yield piece, samples(piece, places)


def _of_texts(asked: str | None, found: Pieces, source: str, treated: Treated) -> Sampler:
    columns = found.columns
    column = asked if asked in columns else columns[0] if len(columns) == 1 else None
    if column is None:
        raise DataError(
            f"{source}: must have the column of texts, {asked!r}; name another with --text, of "
            f"{listed(columns)}"
        )

    def texts(piece: Piece, places: Sequence[str]) -> np.ndarray:
        return known_texts(piece.table[column], treated, places)

    return texts


def _of_rows(columns: Columns, found: Pieces, source: str, treated: Treated) -> Sampler:
    treated.lacking = lacking_columns(columns, found.columns, source)
    missing = [pl.lit(None, pl.String).alias(name) for name in treated.lacking]

    def rows(piece: Piece, places: Sequence[str]) -> pl.DataFrame:
        x = piece.table.with_columns(missing)
        note_strays(columns, x, ~piece.faulty, treated, places)
        return x

    return rows
