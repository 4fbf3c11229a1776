"""A column of yes and no to network inputs: 1 and 0, and 0.5 for what is neither."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from denselab.prep.columns.cells import Cells

#: The words for no and yes, in small letters.
PAIRS = (("0", "1"), ("no", "yes"), ("false", "true"), ("n", "y"), ("f", "t"), ("off", "on"))


@dataclass(frozen=True)
class Booleans:
    """Which words mean no and yes, learned from training rows.

    Attributes:
        no: In small letters.
        yes: In small letters.
        missing: Whether some were missing, so that there is an input that tells.
    """

    no: str
    yes: str
    missing: bool

    @classmethod
    def learned(cls, cells: Cells) -> "Booleans | None":
        """The pair that the cells are, or ``None`` where they are no such pair.

        Example:
            >>> Booleans.learned(Cells.of(pl.Series(["Yes", "no", "no", "?"])))
            Booleans(no='no', yes='yes', missing=True)
        """
        words = set(cells.values.head(20).str.to_lowercase()) if len(cells.values) < 20 else set()
        pair = next((pair for pair in PAIRS if words == set(pair)), None)
        return cls(*pair, cells.n_missing > 0) if pair else None

    @classmethod
    def of_json(cls, told: dict[str, Any]) -> "Booleans":
        """What was told as a dictionary of the attributes."""
        return cls(told["no"], told["yes"], told["missing"])

    def names(self, column: str) -> list[str]:
        """What each input tells."""
        return [column, *([f"{column} missing"] if self.missing else [])]

    def fits(self, cells: pl.Series) -> np.ndarray:
        """Which trimmed ``cells`` are one of the pair, ``(n,)`` bool."""
        return cells.str.to_lowercase().is_in([self.no, self.yes]).fill_null(False).to_numpy()

    def encode(self, cells: pl.Series, out: np.ndarray) -> None:
        """Write the inputs for trimmed ``cells`` into ``out``, ``(n, inputs)``."""
        words = cells.str.to_lowercase()
        yes, no = ((words == word).fill_null(False).to_numpy() for word in (self.yes, self.no))
        out[:, 0] = np.where(yes, 1, np.where(no, 0, 0.5))
        if self.missing:
            out[:, -1] = cells.is_null().to_numpy()
