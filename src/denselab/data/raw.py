"""What every source of data delivers, before anything is split or prepared."""

from dataclasses import dataclass

import numpy as np

from denselab.data.samples import Samples


@dataclass(frozen=True)
class RawData:
    """A labelled data set as its source has it.

    Attributes:
        name: What the user called it, e.g. ``"mnist"``.
        origin: Where it was read from, in words for a person.
        classes: The names of the classes; a label indexes this tuple.
        x_train: n samples, see `Samples`.
        y_train: Labels, ``(n,)`` int32, each in ``[0, len(classes))``.
        x_test: The official test samples, or ``None`` where the source has none.
        y_test: Their labels, or ``None``.
        official_validation: How many of the *first* training samples tradition
            sets aside for validation (10,000 for MNIST), or ``None``.
    """

    name: str
    origin: str
    classes: tuple[str, ...]
    x_train: Samples
    y_train: np.ndarray
    x_test: Samples | None = None
    y_test: np.ndarray | None = None
    official_validation: int | None = None
