"""A network before it is trained: initial weights, loss, optimizer, and the inputs that it has."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from denselab.augmentation import Augment, augmenter
from denselab.backend import keras
from denselab.errors import FitError
from denselab.nets import freeze, logits_network, start_from, with_softmax
from denselab.seeds import stream
from denselab.settings import Settings
from denselab.training import optimizers
from denselab.training.arrays import Arrays
from denselab.training.classifier import Classifier
from denselab.training.trainer import Trainer


class Fresh:
    """A network of some settings with its initial weights, ready to be trained.

    Args:
        settings: The network and its training.
        arrays: What it will learn from.
        seed: The study's seed, or that of a member of a committee.
        weights: Those that ``settings.start`` tells of, see `start_from`.

    Attributes:
        network: Ends in logits.
        arrays: The data with only those inputs that the network has.
    """

    def __init__(
        self,
        settings: Settings,
        arrays: Arrays,
        seed: int,
        weights: Sequence[np.ndarray] = (),
    ) -> None:
        self._settings, self._seed, self._n_inputs = settings, seed, arrays.n_inputs
        self._lit = _lit(settings, arrays)
        self.network = logits_network(
            settings, arrays.n_inputs, len(arrays.classes), seed=seed, lit=self._lit
        )
        if settings.start is not None:
            if not weights:
                raise FitError("settings.start tells of weights, and none were given")
            start_from(self.network, weights)
        self.arrays = replace(
            arrays,
            x_train=arrays.only(self._lit, arrays.x_train),
            x_validation=arrays.only(self._lit, arrays.x_validation),
        )

    def trainer(self, settings: Settings, frozen: int = 0) -> Trainer:
        """Trains all layers but the first `frozen` hidden ones."""
        freeze(self.network, frozen)
        return Trainer(
            compiled(self.network, settings, len(self.arrays.y_train), self._seed),
            prepare=self.arrays.prepare,
            augment=_augment(settings, self.arrays),
            precision=settings.precision,
        )

    def finished(self) -> keras.Sequential:
        """The trained network, ending in probabilities."""
        return with_softmax(
            self.network, self._settings, self._n_inputs, lit=self._lit, seed=self._seed
        )


def _lit(settings: Settings, arrays: Arrays) -> np.ndarray:
    """The inputs that are trained with."""
    # A distortion may light a pixel that is dark in every image as it is, and another network may
    # have learned of a pixel that is dark here.
    if settings.augmentation is not None or settings.start is not None:
        return np.arange(arrays.n_inputs)
    return arrays.lit


def compiled(
    network: keras.Sequential, settings: Settings, n_train: int, seed: int = 0
) -> Classifier:
    """The network with its loss and its optimizer; it shares the weights of `network`."""
    updates = settings.epochs * -(-n_train // settings.batch_size)
    classifier = Classifier(
        network.layers,
        settings.label_smoothing,
        settings.adversarial,
        stream(seed, "adversarial"),
    )
    classifier.compile(optimizers.of(settings, updates), metrics=["accuracy"])
    return classifier


def _augment(settings: Settings, arrays: Arrays) -> Augment | None:
    if settings.augmentation is None:
        return None
    return augmenter(settings.augmentation, *arrays.shape_of_images("augmentation"), arrays.classes)


def class_weight(settings: Settings, labels: np.ndarray) -> dict[int, float] | None:
    """For each class the weight that gives all classes the same share of the loss."""
    if settings.class_weight == "none":
        return None
    counts = np.bincount(labels)
    present = np.flatnonzero(counts)
    return {int(label): len(labels) / (len(present) * counts[label]) for label in present}
