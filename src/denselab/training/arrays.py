"""The data as networks are trained on them: compact, with what turns them into inputs."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from denselab.backend import jax
from denselab.errors import FitError
from denselab.nets import aligned
from denselab.prep.encoding import Encoding, Listed
from denselab.training.prepare import preparer


@dataclass(frozen=True)
class Arrays:
    """What a network learns from and is validated on, in the compact type kept on the device.

    Attributes:
        x_train: ``(n_train, stored)``, whose type and meaning `encoding` knows.
        y_train: ``(n_train,)`` int32 labels.
        x_validation: ``(n_validation, stored)``; lists may be longer or shorter there.
        y_validation: ``(n_validation,)``.
        encoding: How that becomes the network's float32 input.
        classes: Their names; a label indexes this tuple.
        image_shape: ``(height, width)`` where a sample is an image.
    """

    x_train: np.ndarray
    y_train: np.ndarray
    x_validation: np.ndarray
    y_validation: np.ndarray
    encoding: Encoding
    classes: tuple[str, ...]
    image_shape: tuple[int, int] | None = None

    @property
    def n_inputs(self) -> int:
        """Features of a sample, as the network reads it."""
        if isinstance(self.encoding, Listed):
            return len(self.encoding.weights)
        return self.x_train.shape[1]

    @cached_property
    def lit(self) -> np.ndarray:
        """Which inputs are not zero in every training sample, ``(lit,)`` int64.

        The others need no arithmetic: nothing can be learned of them. Of MNIST's 784 pixels
        some 70 are dark in all training images. Where leaving them out saves nothing, all; lists
        have nothing but features that occur.
        """
        if isinstance(self.encoding, Listed):
            return np.arange(self.n_inputs)
        lit = np.flatnonzero(self.x_train.any(axis=0))
        return lit if aligned(len(lit)) < self.n_inputs else np.arange(self.n_inputs)

    def everything(self) -> "Arrays":
        """The same with training and validation part as one training part."""
        parts = (self.x_train, self.x_validation)
        length = max(part.shape[1] for part in parts)  # of lists; other samples are as long
        padded = [np.pad(part, ((0, 0), (0, length - part.shape[1]))) for part in parts]
        return replace(
            self,
            x_train=np.concatenate(padded),
            y_train=np.concatenate([self.y_train, self.y_validation]),
        )

    def only(self, lit: np.ndarray, x: np.ndarray) -> np.ndarray:
        """The `lit` inputs of samples alone, filled up as `logits_network` has them."""
        if len(lit) == self.n_inputs:
            return x
        inputs = np.zeros((len(x), aligned(len(lit))), x.dtype)
        inputs[:, : len(lit)] = x[:, lit]
        return inputs

    def prepare(self, x: jax.Array) -> jax.Array:
        """A batch as stored → the network's input, inside the compiled epoch."""
        return preparer(self.encoding)(x)

    def shape_of_images(self, setting: str) -> tuple[int, int]:
        """``(height, width)`` of a sample.

        Args:
            setting: Which setting asks for it.

        Raises:
            FitError: The samples are no images.
        """
        if self.image_shape is None:
            raise FitError(
                f"{setting}: only images can be distorted, and these data are none: leave it out"
            )
        return self.image_shape
