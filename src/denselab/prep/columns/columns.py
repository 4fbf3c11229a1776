"""Rows of a table to rows of numbers that a dense network reads.

Responsible for the columns together: which kind each is, which is left out, where its inputs
stand; and for being saved beside the network. How one column is encoded is the concern of the
module of its kind.
"""

import difflib
import os
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Self

import numpy as np
import polars as pl

from denselab.data.missing import known
from denselab.errors import DataError, NotFittedError
from denselab.prep.columns.booleans import Booleans
from denselab.prep.columns.categories import Categories
from denselab.prep.columns.cells import Cells, trimmed
from denselab.prep.columns.dates import Dates, format_of
from denselab.prep.columns.kinds import KINDS, Found, find_kind
from denselab.prep.columns.numbers import Numbers
from denselab.prep.columns.schema import Column, Encoder
from denselab.prep.encoding import Scaled, in_place
from denselab.study import ColumnKind

_AT_A_TIME = 2**14  # rows; bounds what is held besides the result, and fits the processor's cache


class Columns:
    """Turns the rows of a table into inputs, by what its training rows hold.

    Numbers become a scaled number and a piecewise-linear encoding, categories an input each, yes
    and no one input, dates their parts; identifiers, constants and free texts are left out. A cell
    that is no number, date or pair in its column counts as missing.

    Args:
        kinds: The kinds of columns that are not to be found out.
        quantiles: How many bins the piecewise-linear encoding has at most.
        rare: A category that fewer training rows have shares an input with all such.
        most: How many categories of a column have an input of their own at most.

    Attributes:
        schema_: What is known of each column of the training rows.

    Example:
        >>> people = pl.DataFrame({"age": ["36", "41", "?"], "sex": ["f", "m", "m"]})
        >>> columns = Columns(rare=1).fit(people)
        >>> columns.feature_names_
        ['age', 'age 36…41', 'age missing', 'sex = m', 'sex = f']
        >>> columns.transform(people[[1, 2]]).round(2)
        array([[0.95, 1.  , 0.  , 1.  , 0.  ],
               [0.  , 0.5 , 1.  , 1.  , 0.  ]], dtype=float32)
    """

    schema_: tuple[Column, ...]

    def __init__(
        self,
        kinds: Mapping[str, ColumnKind] | None = None,
        *,
        quantiles: int = 32,
        rare: int = 5,
        most: int = 100,
    ) -> None:
        self._kinds = dict(kinds or {})
        self._quantiles = quantiles
        self._rare = rare
        self._most = most

    @property
    def feature_names_(self) -> list[str]:
        """What each input tells, ``n_inputs_`` of them."""
        self._check_fitted()
        return [name for column in self.schema_ for name in column.inputs]

    @property
    def n_inputs_(self) -> int:
        """How many inputs a row becomes."""
        return len(self.feature_names_)

    @property
    def encoding_(self) -> Scaled:
        """Inputs are kept as they are read, but in half the bytes."""
        return Scaled(1.0)

    def fit(self, x_train: pl.DataFrame, y_train: np.ndarray | None = None) -> Self:
        """Learn from training rows alone; labels are not looked at.

        Args:
            x_train: ``(n, columns)`` of text, null where a cell is empty.

        Raises:
            DataError: if no column is left to learn from, or a kind was given to a column that
                is not there or cannot be of it.
        """
        for name, kind in self._kinds.items():
            _check_override(name, kind, x_train.columns)
        trimmed = x_train.select(known(pl.all()))
        with ThreadPoolExecutor(os.cpu_count()) as threads:
            self.schema_ = tuple(threads.map(self._column, trimmed.get_columns()))
        if not self.n_inputs_:
            told = ", ".join(f"{column.name!r} ({column.found.kind})" for column in self.schema_)
            raise DataError(
                f"columns: at least one must be a number, category, boolean or date, found {told}; "
                "give a column its kind, for example --kind NAME=category"
            )
        return self

    def fit_inputs(self, x_train: pl.DataFrame, y_train: np.ndarray | None = None) -> np.ndarray:
        """``fit(x_train).inputs(x_train)``."""
        return self.fit(x_train).inputs(x_train)

    def inputs(self, x: pl.DataFrame) -> np.ndarray:
        """The rows in the compact type that training keeps on the device.

        Columns may stand in any order, with others among them.

        Args:
            x: ``(n, columns)`` of text.

        Returns:
            ``(n, n_inputs_)`` float16; all inputs lie between -3 and 3.

        Raises:
            NotFittedError: before :meth:`fit`.
            DataError: if a column is missing.
        """
        self._check_fitted()
        used = [column for column in self.schema_ if column.encoder]
        lacking = [column.name for column in used if column.name not in x.columns]
        if lacking:
            raise DataError(
                f"x: rows must have the columns of the training rows, found no "
                f"{', '.join(map(repr, lacking))}"
            )
        out = in_place((len(x), self.n_inputs_), np.float16)

        def encode(begin: int) -> None:
            some = slice(begin, begin + _AT_A_TIME)
            _encode(used, x[some], out[some])

        with ThreadPoolExecutor(os.cpu_count()) as threads:
            list(threads.map(encode, range(0, len(x), _AT_A_TIME)))  # raises what they raise
        return out

    def transform(self, x: pl.DataFrame) -> np.ndarray:
        """The rows as the network reads them: ``(n, n_inputs_)`` float32."""
        return self.inputs(x).astype(np.float32)

    def strays(self, x: pl.DataFrame) -> Iterator[tuple[Column, np.ndarray]]:
        """Each column that becomes inputs, and which of its cells are known but do not fit.

        That is a cell that is no number, date or pair in such a column, or a category without an
        input of its own.

        Args:
            x: ``(n, columns)`` of text.

        Yields:
            The column and ``(n,)`` bool.

        Example:
            >>> columns = Columns(rare=1).fit(pl.DataFrame({"sex": ["f", "m", "m"]}))
            >>> [(_, strays)] = columns.strays(pl.DataFrame({"sex": ["m", "x", None]}))
            >>> strays
            array([False,  True, False])
        """
        self._check_fitted()
        for column in self.schema_:
            if column.encoder:
                cells = trimmed(x[column.name])
                yield column, ~(column.encoder.fits(cells) | cells.is_null().to_numpy())

    def to_json(self) -> dict[str, Any]:
        """What was learned, for ``model/preprocessing.json``."""
        self._check_fitted()
        return {"kind": "columns", "columns": [column.to_json() for column in self.schema_]}

    @classmethod
    def from_json(cls, learned: dict[str, Any]) -> Self:
        """The fitted preprocessor that :meth:`to_json` described."""
        if learned.get("kind") != "columns":
            raise DataError(f"preprocessing: kind must be 'columns', found {learned.get('kind')!r}")
        columns = cls()
        try:
            columns.schema_ = tuple(Column.of_json(told) for told in learned["columns"])
        except (KeyError, TypeError, ValueError) as error:
            raise DataError(
                f"preprocessing: needs columns, each as to_json tells it, found {error!r}"
            ) from error
        return columns

    def _column(self, column: pl.Series) -> Column:
        cells = Cells.counted(column)
        asked = self._kinds.get(column.name)
        found = Found(asked) if asked else find_kind(column, cells)
        return Column(column.name, found, self._encoder(found.kind, cells, column.name))

    def _encoder(self, kind: ColumnKind, cells: Cells, name: str) -> Encoder | None:
        encoder: Encoder | None = None
        match kind:
            case "identifier" | "constant" | "text":
                return None
            case "category":
                encoder = Categories.learned(cells, self._rare, self._most)
            case "boolean":
                encoder = Booleans.learned(cells)
            case "date":
                form = format_of(cells, 0.5)
                encoder = Dates.learned(cells, form, self._quantiles) if form else None
            case "number":
                if np.isfinite(cells.numbers).any():
                    encoder = Numbers.learned(cells, self._quantiles)
        if encoder is None:
            example = cells.values[0] if len(cells.values) else "nothing but missing cells"
            raise DataError(f"columns: {name!r} cannot be a {kind}, its cells are like {example!r}")
        return encoder

    def _check_fitted(self) -> None:
        if not hasattr(self, "schema_"):
            raise NotFittedError("Columns is used before fit: call fit(x_train) first")


def _check_override(name: str, kind: str, columns: list[str]) -> None:
    if kind not in KINDS:
        raise DataError(f"columns: the kind of {name!r} must be one of {', '.join(KINDS)}")
    if name not in columns:
        close = difflib.get_close_matches(name, columns, n=1)
        hint = f"; did you mean {close[0]!r}?" if close else ""
        raise DataError(f"columns: a kind is given to {name!r}, which is no column{hint}")


def _encode(columns: list[Column], rows: pl.DataFrame, out: np.ndarray) -> None:
    """Write the inputs of some rows into ``out``, ``(n, n_inputs)``."""
    cells = rows.select(known(pl.col([column.name for column in columns])))
    at = 0
    for column in columns:
        assert column.encoder is not None
        width = len(column.inputs)
        column.encoder.encode(cells[column.name], out[:, at : at + width])
        at += width
