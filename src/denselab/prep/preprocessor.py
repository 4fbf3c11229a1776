"""What the preprocessors of all kinds of samples have in common, and which of them suits which."""

from collections.abc import Sequence
from typing import Any, Protocol, Self

import numpy as np

from denselab.errors import DataError
from denselab.prep.encoding import Encoding
from denselab.prep.pixels import Pixels
from denselab.prep.placement import Frame
from denselab.study import DataKind, Study


class Preprocessor(Protocol):
    """Learns from the training part how samples become the input of a network."""

    @property
    def encoding_(self) -> Encoding:
        """How `inputs` become what the network reads."""

    @property
    def schema_(self) -> Sequence[Any]:
        """What is known of each column of a table; empty where samples have none."""

    def fit(self, x_train: Any, y_train: np.ndarray) -> Self:
        """Learns from n training samples and their labels ``(n,)``."""

    def fit_inputs(self, x_train: Any, y_train: np.ndarray) -> np.ndarray:
        """``fit(x_train, y_train).inputs(x_train)``, in less time where that can be."""

    def inputs(self, x: Any) -> np.ndarray:
        """The samples in the compact form that training keeps on the device, ``(n, stored)``."""

    def transform(self, x: Any) -> np.ndarray:
        """The samples as the network reads them, ``(n, n_inputs)`` float32."""

    def to_json(self) -> dict[str, Any]:
        """What was learned, for ``model/preprocessing.json``."""


def suited(kind: DataKind, study: Study, like: Frame | None = None) -> Preprocessor:
    """The preprocessor for samples of a kind, not yet fitted.

    Args:
        kind: What the samples are.
        study: What is asked of it.
        like: Where the ink of images is to be brought, see `Pixels`.
    """
    # What loads scikit-learn or polars is imported where such samples are there.
    if kind == "texts":
        from denselab.prep.words import Words

        return Words(**study.words.model_dump())
    if kind == "table":
        from denselab.prep.columns import Columns

        return Columns(**study.columns.model_dump())
    return Pixels(like)


def of_json(learned: dict[str, Any]) -> Preprocessor:
    """The fitted preprocessor that ``to_json`` described.

    Raises:
        DataError: Nothing that is known was described.
    """
    match learned.get("kind"):
        case "pixels":
            return Pixels.from_json(learned)
        case "words":
            from denselab.prep.words import Words

            return Words.from_json(learned)
        case "columns":
            from denselab.prep.columns import Columns

            return Columns.from_json(learned)
        case unknown:
            raise DataError(
                f"preprocessing: kind must be pixels, words or columns, found {unknown!r}"
            )
