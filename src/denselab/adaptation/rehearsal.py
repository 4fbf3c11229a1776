"""Corrections among what was learned before: the data and the settings of fine-tuning.

A network that learns from a few new samples alone forgets the others. So it goes on learning from
all that it has learned from, in which every correction is repeated until they are a share of it.
A small share with large steps, for several epochs, was found to forget less than a large one that
learns as much; see the defaults of `AdaptationSettings`, chosen with hands that the program draws.

Source:
    A. Robins, Catastrophic forgetting, rehearsal and pseudorehearsal, Connection Science 7 (1995).
"""

from dataclasses import dataclass, replace

import numpy as np

from denselab.adaptation.lessons import Lessons
from denselab.adaptation.origin import Origin
from denselab.backend import keras
from denselab.settings import Settings, Start
from denselab.study import AdaptationSettings
from denselab.training import Arrays, probabilities

#: Samples that are seen at least, where epochs are not given: three times MNIST's 50,000.
SEEN = 150_000


@dataclass(frozen=True)
class Rehearsal:
    """What every network of an adaptation learns from, and how.

    Attributes:
        origin: The Run whose network goes on learning.
        lessons: What it is to learn.
        asked: How.
        arrays: What it learned from before.
    """

    origin: Origin
    lessons: Lessons
    asked: AdaptationSettings
    arrays: Arrays

    @property
    def seed(self) -> int:
        """The study's."""
        return self.origin.run.study.seed

    @property
    def weights(self) -> list[np.ndarray]:
        """What every network starts with."""
        return self.origin.network.get_weights()

    @property
    def settings(self) -> Settings:
        """As the network was trained, with smaller steps that go to 0, to the last epoch."""
        return replace(
            self.origin.settings,
            epochs=self.asked.epochs or -(-SEEN // len(self.arrays.y_train)),
            schedule="cosine",
            stop="never",
            start=Start(self.origin.sha256, head=True, freeze=0, epochs=0, rate=self.asked.rate),
        )

    def arrays_with(self, rows: np.ndarray) -> Arrays:
        """What is learned from where only `rows` ``(n,)`` bool of the new corrections may be."""
        images, labels = self.lessons.learned(rows)
        x, y = self.origin.pixels.inputs(images), labels
        filled = np.resize(np.arange(len(y)), self._filled(len(y)))  # over and over again
        return replace(
            self.arrays,
            x_train=np.concatenate([self.arrays.x_train, x[filled]]),
            y_train=np.concatenate([self.arrays.y_train, y[filled]]),
        )

    def said(self, network: keras.Model, images: np.ndarray) -> np.ndarray:
        """What a network says of images ``(n, height, width)``: probabilities, ``(n, classes)``.

        It sees them as often as the Run's network did in its test.
        """
        views = self.origin.run.study.final.views
        return probabilities(network, self.arrays, self.origin.pixels.inputs(images), views)

    def _filled(self, n: int) -> int:
        """Rows for n corrections: no fewer than they are, else as many for all folds, so that one
        program fits all."""
        share = self.asked.share
        return max(n, round(share / (1 - share) * len(self.arrays.y_train)))
