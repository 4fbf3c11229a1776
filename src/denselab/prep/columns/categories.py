"""A column of categories to network inputs: one for each, of which at most one is 1.

Responsible for the values that training rows have too rarely to learn from, and for those that
they have not at all.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from denselab.prep.columns.cells import Cells


@dataclass(frozen=True)
class Categories:
    """Which categories have an input of their own, learned from training rows.

    Attributes:
        kept: Their names, the most frequent first.
        rare: Whether others were too rare and share an input. An unknown one joins them; where
            there are none, an input for it would never have been trained, and all are 0.
        missing: Whether some were missing, which counts as one category more; where none was, a
            missing one is as an unknown one.
    """

    kept: tuple[str, ...]
    rare: bool
    missing: bool

    @classmethod
    def learned(cls, cells: Cells, rare: int, most: int) -> "Categories":
        """Keep at most ``most`` categories that at least ``rare`` training rows have.

        Example:
            >>> cells = Cells.of(pl.Series(["red", "red", "blue", "blue", "pink", None]))
            >>> Categories.learned(cells, rare=2, most=100)
            Categories(kept=('blue', 'red'), rare=True, missing=True)
        """
        n_kept = min(most, int((cells.counts >= rare).sum()))
        kept = tuple(cells.values.head(n_kept).to_list())
        return cls(kept, n_kept < len(cells.values), cells.n_missing > 0)

    @classmethod
    def of_json(cls, told: dict[str, Any]) -> "Categories":
        """What was told as a dictionary of the attributes."""
        return cls(tuple(told["kept"]), told["rare"], told["missing"])

    def names(self, column: str) -> list[str]:
        """What each input tells."""
        others = [name for name, some in (("rare", self.rare), ("missing", self.missing)) if some]
        return [f"{column} = {name}" for name in self.kept] + [
            f"{column} {name}" for name in others
        ]

    def fits(self, cells: pl.Series) -> np.ndarray:
        """Which trimmed ``cells`` have an input of their own, ``(n,)`` bool."""
        return cells.is_in(list(self.kept)).fill_null(False).to_numpy()

    def encode(self, cells: pl.Series, out: np.ndarray) -> None:
        """Write the inputs for trimmed ``cells`` into ``out``, ``(n, inputs)``."""
        out[:] = 0
        kept = cells.cast(pl.Enum(list(self.kept)), strict=False)
        at = kept.to_physical().cast(pl.Int64).fill_null(-1).to_numpy().copy()
        if self.rare:
            at[at < 0] = len(self.kept)
        if self.missing:
            at[cells.is_null().to_numpy()] = len(self.kept) + self.rare
        rows = np.flatnonzero(at >= 0)
        out[rows, at[rows]] = 1
