"""The corrections of a Run: which of them are new to its network, and who judges whom.

Responsible for what can be learned from and for the folds of cross-validation. Where corrections
lie and how they are kept is `corrections`' business.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np

from denselab.adaptation.origin import Origin
from denselab.corrections import FOLDER, read_corrections
from denselab.errors import DataError, RunError
from denselab.seeds import stream

#: Corrections that are learned from the others of them: five parts, each judged by the rest.
FOLDS = 5
#: With fewer corrections nothing could be said of what they are worth.
FEWEST = 5


@dataclass(frozen=True)
class Lessons:
    """What a network is to learn.

    Attributes:
        images: ``(n, height, width)`` uint8, which it has not learned from yet.
        labels: ``(n,)`` int32.
        earlier: ``(m, height, width)`` uint8, which it learned from when it was adapted before:
            they are rehearsed, and judge nothing.
        earlier_labels: ``(m,)`` int32.
    """

    images: np.ndarray
    labels: np.ndarray
    earlier: np.ndarray
    earlier_labels: np.ndarray

    @classmethod
    def of(cls, origin: Origin) -> Self:
        """The corrections of a Run, and those that its network has learned.

        Raises:
            RunError: There are hardly any.
            DataError: One is of a class that the network does not know, or is no image.
        """
        path = origin.run.path
        images, names = read_corrections(path, origin.pixels.input_shape_)
        for name in names:
            if name not in origin.classes:
                raise DataError(
                    f"{path / FOLDER}: corrections must be of the classes "
                    f"{', '.join(origin.classes)}, found {name!r}"
                )
        labels = np.array([origin.classes.index(name) for name in names], np.int32)
        earlier, earlier_labels = origin.learned
        is_new = ~_among(images, labels, earlier, earlier_labels)
        images, labels = images[is_new], labels[is_new]
        if len(labels) < FEWEST:
            raise RunError(
                f"{path}: should have at least {FEWEST} corrections that its network has not "
                f"learned yet, has {len(labels)}; make some on the page of denselab serve {path}"
            )
        still = ~_among_images(earlier, images)  # an image that is corrected again counts anew
        return cls(images, labels, earlier[still], earlier_labels[still])

    @property
    def all(self) -> np.ndarray:
        """The rows of all new corrections, ``(n,)`` bool."""
        return np.ones(len(self.labels), bool)

    def folds(self, seed: int) -> np.ndarray:
        """The fold of each correction, ``(n,)`` from 0: as many of each class in each, or nearly.

        Args:
            seed: The study's; feeds the stream ``"folds"``.
        """
        rng = np.random.default_rng(stream(seed, "folds"))
        shuffled = rng.permutation(len(self.labels))
        by_class = shuffled[np.argsort(self.labels[shuffled], kind="stable")]
        folds = np.empty(len(self.labels), np.int64)
        folds[by_class] = np.arange(len(self.labels)) % FOLDS
        return folds

    def learned(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """What is learned from where only `rows` ``(n,)`` bool of the new ones may be."""
        images = np.concatenate([self.images[rows], self.earlier])
        return images, np.concatenate([self.labels[rows], self.earlier_labels])


def _among(
    images: np.ndarray, labels: np.ndarray, others: np.ndarray, other_labels: np.ndarray
) -> np.ndarray:
    """Which images are among the others with the same label, ``(n,)`` bool."""
    known = {(x.tobytes(), int(y)) for x, y in zip(others, other_labels, strict=True)}
    pairs = zip(images, labels, strict=True)
    return np.array([(x.tobytes(), int(y)) in known for x, y in pairs], bool)


def _among_images(images: np.ndarray, others: np.ndarray) -> np.ndarray:
    known = {image.tobytes() for image in others}
    return np.array([image.tobytes() in known for image in images], bool)
