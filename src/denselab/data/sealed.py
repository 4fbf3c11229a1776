"""The sealed test set: it can be counted and hashed, and opened once.

Responsible for making "the test set was used once, for the chosen network" a fact rather than a
promise. Whoever opens it says for what, and that is recorded.
"""

import numpy as np

from denselab.data.samples import Samples, digests
from denselab.errors import SealedTestError


class SealedTest:
    """Test samples and labels that can be opened exactly once.

    Args:
        x: n samples, see `Samples`.
        y: Labels, ``(n,)`` int32.

    Example:
        >>> test = SealedTest(np.zeros((2, 28, 28), np.uint8), np.array([0, 1]))
        >>> len(test)
        2
        >>> x, y = test.open("mlp")
        >>> test.opened_by
        'mlp'
    """

    def __init__(self, x: Samples, y: np.ndarray) -> None:
        self._x = x
        self._y = y
        self._opened_by: str | None = None

    def __len__(self) -> int:
        return len(self._y)

    def __repr__(self) -> str:
        state = f"opened by {self._opened_by!r}" if self._opened_by else "sealed"
        return f"<SealedTest: {len(self)} samples, {state}>"

    @property
    def opened_by(self) -> str | None:
        """For what the seal was broken, or ``None`` while it holds."""
        return self._opened_by

    def digests(self) -> np.ndarray:
        """A 64-bit hash of each sample, ``(n,)`` uint64: equal ones have equal hashes."""
        return digests(self._x)

    def open(self, by: str) -> tuple[Samples, np.ndarray]:
        """The samples and the labels, the first time; never again.

        Args:
            by: For what, e.g. the chosen network's name; kept in :attr:`opened_by`.

        Returns:
            ``(x, y)``: n samples and ``(n,)`` int32.

        Raises:
            SealedTestError: at the second call.
        """
        if self._opened_by is not None:
            raise SealedTestError(
                f"the sealed test set may be opened once, and was already opened by "
                f"{self._opened_by!r}; {by!r} cannot open it again"
            )
        self._opened_by = by
        return self._x, self._y
