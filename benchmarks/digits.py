"""The digits that every contender trains on, handed to its process as one ``.npz`` file."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from denselab.data import Splits, load
from denselab.errors import DataNotFoundError

if TYPE_CHECKING:
    from denselab.training import Arrays

#: The notebook's split: this many samples, the first ones, are set aside for validation.
VALIDATION = 10_000


@dataclass(frozen=True)
class Digits:
    """MNIST-shaped digits, or a part of them.

    Attributes:
        x: ``(n, 784)`` uint8 pixels.
        y: ``(n,)`` int32 labels in ``[0, 10)``.
    """

    x: np.ndarray
    y: np.ndarray

    def scaled(self) -> np.ndarray:
        """The pixels as float32 in [0, 1], ``(n, 784)``."""
        return self.x.astype(np.float32) / 255


def save_mnist(path: Path) -> None:
    """Write MNIST to `path`: from ``DENSELAB_DATA``, the user's cache, or a download.

    Raises:
        DataNotFoundError: It is nowhere in reach.
    """
    raw = load("mnist")
    assert raw.x_test is not None
    assert raw.y_test is not None
    np.savez(
        path,
        x_train=raw.x_train[VALIDATION:].reshape(-1, 784),
        y_train=raw.y_train[VALIDATION:],
        x_validation=raw.x_train[:VALIDATION].reshape(-1, 784),
        y_validation=raw.y_train[:VALIDATION],
        x_test=raw.x_test.reshape(-1, 784),
        y_test=raw.y_test,
    )


def save_training_part(path: Path) -> str:
    """Write 50,000 training samples to `path` and say what they are: real ones, where in reach."""
    try:
        save_mnist(path)
    except DataNotFoundError:
        rng = np.random.default_rng(0)
        x = rng.integers(0, 256, (50_000, 784), dtype=np.uint8)
        np.savez(path, x_train=x, y_train=rng.integers(0, 10, 50_000, dtype=np.int32))
        return "50,000 random samples of MNIST's shape (MNIST itself was not in reach)"
    return "MNIST's training samples without the first 10,000"


def load_part(path: Path, part: str) -> Digits:
    """Read ``"train"``, ``"validation"`` or ``"test"`` from a file that this module wrote."""
    with np.load(path) as arrays:
        return Digits(arrays[f"x_{part}"], arrays[f"y_{part}"])


def arrays_of(splits: Splits) -> "Arrays":
    """The training and the validation part of images, as networks learn from them."""
    from denselab.prep.encoding import Scaled
    from denselab.training import Arrays  # brings JAX, which keeps to the cores that it then finds

    x, x_validation = splits.x_train, splits.x_validation
    return Arrays(
        x.reshape(len(x), -1),
        splits.y_train,
        x_validation.reshape(len(x_validation), -1),
        splits.y_validation,
        encoding=Scaled(1 / 255),
        classes=splits.classes,
        image_shape=(x.shape[1], x.shape[2]),
    )
