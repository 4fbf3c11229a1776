"""Images to rows of numbers between 0 and 1.

Responsible for flattening and scaling, with what was learned from the training part alone, and
for being saved beside the network. Does not centre; brings images to another size only for a
network that was made for images of that one.
"""

from dataclasses import asdict
from typing import Any, Self

import numpy as np

from denselab.errors import DataError, NotFittedError
from denselab.prep.encoding import Scaled
from denselab.prep.placement import Frame, Placement, ground


class Pixels:
    """Flattens images and scales them so that the brightest training pixel becomes 1.

    Args:
        like: Where the ink of the images lay that the network was made for. Images of another
            size than those are brought to theirs, and their ink to where it lay there.

    Attributes:
        input_shape_: ``(height, width)`` of the training images.
        placement_: How images are brought to another size; ``None`` where they are not.
        scale_: What a pixel is multiplied by; 1/255 for MNIST.

    Example:
        >>> images = np.array([[[0, 51], [102, 255]]], np.uint8)
        >>> pixels = Pixels().fit(images)
        >>> pixels.transform(images).round(2)
        array([[0. , 0.2, 0.4, 1. ]], dtype=float32)
    """

    input_shape_: tuple[int, int]
    placement_: Placement | None
    scale_: float

    def __init__(self, like: Frame | None = None) -> None:
        self._like = like

    @property
    def schema_(self) -> tuple[()]:
        """Images have no columns."""
        return ()

    @property
    def shape_(self) -> tuple[int, int]:
        """``(height, width)`` of what the network reads."""
        return self.placement_.shape if self.placement_ else self.input_shape_

    @property
    def encoding_(self) -> Scaled:
        """How `inputs` become what the network reads."""
        self._check_fitted()
        return Scaled(self.scale_)

    def fit(self, x_train: np.ndarray, y_train: np.ndarray | None = None) -> Self:
        """Learn the shape and the scale from the training images, ``(n, height, width)`` uint8.

        Labels teach it nothing, and may be left out.
        """
        if x_train.ndim != 3 or x_train.dtype != np.uint8 or x_train.size == 0:
            raise DataError(
                "x_train: images must be (n, height, width) uint8 and not empty, "
                f"found {x_train.shape} {x_train.dtype}"
            )
        height, width = x_train.shape[1:]
        self.input_shape_ = (height, width)
        self.placement_ = None
        if self._like and self._like.shape != self.input_shape_:
            old = Frame.of(x_train)
            self.placement_ = Placement.between(old, self._like, ground(x_train))
        self.scale_ = 1 / max(1, int(x_train.max()))
        return self

    def fit_inputs(self, x_train: np.ndarray, y_train: np.ndarray | None = None) -> np.ndarray:
        """``fit(x_train).inputs(x_train)``."""
        return self.fit(x_train).inputs(x_train)

    def inputs(self, x: np.ndarray) -> np.ndarray:
        """The images in the compact type that training keeps on the device.

        Args:
            x: ``(n, height, width)`` uint8 of the fitted shape.

        Returns:
            ``(n, features)`` uint8, a feature a pixel of ``shape_``; ``transform(x)`` equals
            this times ``scale_``.

        Raises:
            NotFittedError: before :meth:`fit`.
            DataError: if ``x`` has another shape or type.
        """
        self._check_fitted()
        if x.shape[1:] != self.input_shape_ or x.dtype != np.uint8:
            raise DataError(
                f"x: images must be (n, {self.input_shape_[0]}, {self.input_shape_[1]}) uint8 "
                f"as in training, found {x.shape} {x.dtype}"
            )
        if self.placement_:
            x = self.placement_.apply(x)
        return x.reshape(len(x), -1)

    def transform(self, x: np.ndarray) -> np.ndarray:
        """The images as the network reads them: ``(n, features)`` float32 from 0 to 1.

        A test image may exceed 1 where it is brighter than every training image.
        """
        return self.inputs(x) * np.float32(self.scale_)

    def to_json(self) -> dict[str, Any]:
        """What was learned, for ``model/preprocessing.json``."""
        self._check_fitted()
        return {
            "kind": "pixels",
            "input_shape": list(self.input_shape_),
            "placement": asdict(self.placement_) if self.placement_ else None,
            "scale": self.scale_,
        }

    @classmethod
    def from_json(cls, learned: dict[str, Any]) -> Self:
        """The fitted preprocessor that :meth:`to_json` described."""
        if learned.get("kind") != "pixels":
            raise DataError(f"preprocessing: kind must be 'pixels', found {learned.get('kind')!r}")
        pixels = cls()
        try:
            height, width = learned["input_shape"]
            pixels.input_shape_ = (int(height), int(width))
            placement = learned.get("placement")  # Runs of the first version have none
            pixels.placement_ = Placement.of_json(placement) if placement else None
            pixels.scale_ = float(learned["scale"])
        except (KeyError, TypeError, ValueError) as error:
            raise DataError(
                f"preprocessing: needs input_shape [height, width] and scale, found {learned}"
            ) from error
        return pixels

    def _check_fitted(self) -> None:
        if not hasattr(self, "scale_"):
            raise NotFittedError("Pixels is used before fit: call fit(x_train) first")
