"""Rows of a table: objects in JSON, or a tensor a column."""

from collections.abc import Sequence
from functools import cached_property
from typing import Annotated, Any, TypeAlias

import numpy as np
import polars as pl
from pydantic import BaseModel, ConfigDict, Field, create_model

from denselab.data.columns import without_empty
from denselab.errors import DataError
from denselab.prediction import Treated
from denselab.prediction.unlike import lacking_columns, listed, note_strays
from denselab.prep.columns import Columns
from denselab.serve.kinds.door import Asked
from denselab.serve.limits import Limits
from denselab.serve.tensors import Named, Spec

Cell: TypeAlias = str | int | float | bool | None


class Rows:
    """The door for rows.

    Args:
        columns: Fitted on the training rows.
        limits: Of a request.
    """

    def __init__(self, columns: Columns, limits: Limits) -> None:
        self._columns = columns
        self._limits = limits
        self._used = [column.name for column in columns.schema_ if column.encoder]

    @cached_property
    def body(self) -> type[BaseModel]:
        told = (
            f"A key a column, of {listed(self._used)}; a missing or empty one is a missing cell, "
            "others are not looked at."
        )
        rows: Any = Annotated[
            list[dict[str, Cell]], Field(max_length=self._limits.samples, description=told)
        ]
        return create_model("Rows", __config__=ConfigDict(strict=True), rows=rows)

    @property
    def inputs(self) -> Sequence[Spec]:
        return [Spec(name, "BYTES", (-1,)) for name in self._used]

    @property
    def example(self) -> pl.DataFrame:
        return pl.DataFrame({name: pl.Series([None], dtype=pl.String) for name in self._used})

    def of_json(self, content: bytes) -> Asked:
        rows: list[dict[str, Cell]] = self.body.model_validate_json(content).rows  # type: ignore[attr-defined]
        named = {name for row in rows for name in row} if rows else set(self._used)
        given = {name: [row.get(name) for row in rows] for name in self._used if name in named}
        return self._asked(given, len(rows))

    def of_tensors(self, tensors: Named) -> Asked:
        """A tensor a column, of any type; an empty string is a missing cell."""
        sizes = {array.size for array in tensors.values()}
        flat = all(array.shape in ((array.size,), (array.size, 1)) for array in tensors.values())
        if len(sizes) != 1 or not flat:
            raise DataError("inputs: all columns must have the same shape, [n] or [n, 1]")
        given = {name: tensors[name].ravel().tolist() for name in self._used if name in tensors}
        return self._asked(given, sizes.pop())

    def _asked(self, given: dict[str, list[Cell]], n: int) -> Asked:
        treated = Treated()
        treated.lacking = lacking_columns(self._columns, list(given), "rows")
        cells = {
            name: pl.Series([_text(cell) for cell in given.get(name, [None] * n)], dtype=pl.String)
            for name in self._used
        }
        x = without_empty(pl.DataFrame(cells))
        places = [f"row {number}" for number in range(1, n + 1)]
        note_strays(self._columns, x, np.ones(n, bool), treated, places)
        return Asked(x, [*treated.told_before(), *treated.told()])


def _text(cell: Cell) -> str | None:
    """A value of JSON as it would stand in a file."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return cell if cell is None else str(cell)
