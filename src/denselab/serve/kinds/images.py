"""Images: grey pixels in JSON or in tensors, or image files."""

from collections.abc import Sequence
from functools import cached_property
from itertools import chain
from typing import Annotated, Any

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, create_model

from denselab.data.images import MOST_PIXELS, image_size, read_image
from denselab.errors import DataError
from denselab.serve.kinds.door import Asked
from denselab.serve.limits import Limits
from denselab.serve.tensors import Named, Spec

_flat = chain.from_iterable


class _Whole(BaseModel):
    """Images of whole numbers, whatever these and their shape are."""

    model_config = ConfigDict(strict=True)

    images: list[list[list[int]]]


class Images:
    """The door for images.

    Args:
        shape: ``(height, width)`` in pixels.
        limits: Of a request.
    """

    def __init__(self, shape: tuple[int, int], limits: Limits) -> None:
        self.shape = shape
        self._limits = limits

    @cached_property
    def body(self) -> type[BaseModel]:
        height, width = self.shape
        pixel: Any = Annotated[float, Field(ge=0, le=255)]
        row: Any = Annotated[list[pixel], Field(min_length=width, max_length=width)]
        image: Any = Annotated[list[row], Field(min_length=height, max_length=height)]
        told = f"{height} rows of {width} pixels each, 0 black to 255 white."
        images: Any = Annotated[
            list[image], Field(max_length=self._limits.samples, description=told)
        ]
        return create_model("Images", __config__=ConfigDict(strict=True), images=images)

    @property
    def inputs(self) -> Sequence[Spec]:
        return [Spec("images", "UINT8", (-1, *self.shape))]

    @property
    def example(self) -> np.ndarray:
        return np.zeros((1, *self.shape), np.uint8)

    def of_json(self, content: bytes) -> Asked:
        try:  # whole numbers, as nearly everybody sends them, are read in half the time
            return Asked(self._whole(_Whole.model_validate_json(content).images))
        except ValueError:  # they are none, or not as they should be, which `body` tells exactly
            told: Any = self.body.model_validate_json(content)
            pixels = np.rint(np.array(told.images)).astype(np.uint8)
            return Asked(pixels.reshape(len(told.images), *self.shape))

    def _whole(self, images: list[list[list[int]]]) -> np.ndarray:
        """Images as an array; ValueError where a side or a number is not as it should be."""
        height, width = self.shape
        rows = list(_flat(images))
        if any(len(image) != height for image in images) or any(len(row) != width for row in rows):
            raise ValueError
        return np.frombuffer(bytes(_flat(rows)), np.uint8).reshape(len(images), height, width)

    def of_tensors(self, tensors: Named) -> Asked:
        """Pixels of type UINT8, from 0 to 255, or of a floating type, from 0 to 1."""
        if set(tensors) != {"images"}:
            raise DataError(f"inputs: must be 'images' alone, found {sorted(tensors)}")
        images = tensors["images"]
        n, height, width = len(images) if images.ndim else 0, *self.shape
        if images.shape not in ((n, height, width), (n, height * width)):
            raise DataError(
                f"'images': must have shape [n, {height}, {width}] or [n, {height * width}], "
                f"found {list(images.shape)}"
            )
        return Asked(_pixels(images).reshape(n, height, width))

    def of_files(self, files: Sequence[bytes]) -> Asked:
        """The images in files of any format, brought to `shape`."""
        pixels = sum(height * width for height, width in map(image_size, files))
        if pixels > MOST_PIXELS:
            raise DataError(
                f"images may have at most {MOST_PIXELS:,} pixels together, found {pixels:,}"
            )
        images = np.zeros((len(files), *self.shape), np.uint8)
        for place, file in enumerate(files):
            images[place] = read_image(file, self.shape)
        return Asked(images)


def _pixels(images: np.ndarray) -> np.ndarray:
    if images.dtype == np.uint8:
        return images
    if images.dtype.kind != "f":
        raise DataError(f"'images': must be UINT8, FP16, FP32 or FP64, found {images.dtype}")
    if not ((images >= 0) & (images <= 1)).all():
        raise DataError("'images': floating pixels must lie between 0 and 1")
    return np.rint(images * 255).astype(np.uint8)
