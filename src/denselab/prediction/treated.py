"""What of an input was not as it should be, counted, and how it was treated, told."""

from collections.abc import Sequence

import numpy as np


class Treated:
    """Counts what was treated otherwise than the rest.

    Attributes:
        lacking: Columns that are not there, and so are missing in every row.

    Example:
        >>> treated = Treated()
        >>> treated.add("empty: read as such", np.array([False, True]), ["line 1", "line 2"])
        >>> treated.told()
        ['1 empty: read as such (line 2)']
    """

    def __init__(self) -> None:
        self.lacking: list[str] = []
        self._counts: dict[str, int] = {}
        self._first: dict[str, str] = {}

    def add(self, what: str, which: np.ndarray, places: Sequence[str]) -> None:
        """Counts some rows.

        Args:
            what: Happened to them, in words that follow a number.
            which: To which, ``(n,)`` bool.
            places: In words, ``(n,)``; the first of those that it happened to is told.
        """
        if which.any():
            self._counts[what] = self._counts.get(what, 0) + int(which.sum())
            self._first.setdefault(what, places[int(which.argmax())])

    def told_before(self) -> list[str]:
        """A sentence for what is known before anything is predicted."""
        names = ", ".join(map(repr, self.lacking))
        return [f"without the column {names}: taken as missing in every row"] if names else []

    def told(self) -> list[str]:
        """A sentence for everything that was counted, with the first place."""
        return [f"{n:,} {what} ({self._first[what]})" for what, n in self._counts.items()]
