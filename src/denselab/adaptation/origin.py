"""The Run that is adapted: its network, its data, and what it has learned from corrections before.

Responsible for what is read of that Run, and for refusing one whose network cannot learn on.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from denselab import data
from denselab.backend import keras
from denselab.data import Splits
from denselab.data.samples import NOUNS
from denselab.errors import RunError
from denselab.exploration.models import model_file
from denselab.look import Look, look
from denselab.nets import digest, load_network
from denselab.observer import Observer
from denselab.prep import Pixels
from denselab.runs import Run
from denselab.settings import Settings
from denselab.training import Arrays


@dataclass(frozen=True)
class Origin:
    """A finished Run of images, as far as another one goes on from it."""

    run: Run

    def __post_init__(self) -> None:
        """Raises `RunError` where the network cannot be adapted."""
        if self.run.kind != "images":
            raise RunError(
                f"{self.run.path}: only images can be corrected, and its network reads "
                f"{NOUNS[self.run.kind]}"
            )
        if self.run.study.final.members:
            raise RunError(
                f"{self.run.path}: its final network learned from the validation part, too, so "
                "nothing could tell what it forgets; adapt a Run without final.members"
            )

    @property
    def name(self) -> str:
        """The chosen network's."""
        return str(self.run.summary["test"]["model"])

    @cached_property
    def network(self) -> keras.Sequential:
        """The chosen network, ending in probabilities."""
        return load_network(model_file(self.run.path, self.name))

    @cached_property
    def sha256(self) -> str:
        """Of its weights."""
        return digest(self.network)

    @property
    def settings(self) -> Settings:
        """How it was trained."""
        models = self.run.summary["models"]
        return Settings.from_json(next(m["settings"] for m in models if m["name"] == self.name))

    @cached_property
    def pixels(self) -> Pixels:
        """How it reads images."""
        return Pixels.from_json(self.run.preprocessing)

    @property
    def classes(self) -> tuple[str, ...]:
        """Their names."""
        return tuple(self.run.look["classes"])

    @property
    def learned(self) -> tuple[np.ndarray, np.ndarray]:
        """The corrections that it has learned already: ``(m, height, width)`` uint8 and labels
        ``(m,)`` int32."""
        kept = self.run.corrections
        if not kept:
            return np.empty((0, *self.pixels.input_shape_), np.uint8), np.empty(0, np.int32)
        images = np.concatenate([kept["earlier"], kept["images"]])
        return images, np.concatenate([kept["earlier_labels"], kept["labels"]])

    @property
    def tested(self) -> dict[str, object]:
        """The last test result there is, and whose: this Run's, or that of one before it."""
        if self.run.adaptation is not None:
            return dict(self.run.adaptation["tested"])
        return {"run": str(self.run.path), **self.run.summary["test"]}

    def look(self, offline: bool, observer: Observer) -> tuple[Splits, Look]:
        """Its data, divided as they were, and what there is to see in them.

        Raises:
            RunError: They are not the same any more.
        """
        splits = data.parts_of(self.run.study, offline=offline, progress=observer.download)
        seen = look(splits)
        if seen.to_json()["digest"] != self.run.look["digest"]:
            raise RunError(
                f"{self.run.path}: its data have changed since it was made, and what it learned "
                "from could not be rehearsed; explore them anew"
            )
        return splits, seen

    def arrays(self, splits: Splits) -> Arrays:
        """What its network learned from, as it reads that."""
        return Arrays(
            x_train=self.pixels.inputs(splits.x_train),
            y_train=splits.y_train,
            x_validation=self.pixels.inputs(splits.x_validation),
            y_validation=splits.y_validation,
            encoding=self.pixels.encoding_,
            classes=self.classes,
            image_shape=self.pixels.shape_,
        )
