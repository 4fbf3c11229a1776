"""Tensors as the Open Inference Protocol writes them in JSON, to NumPy's and back.

Responsible for shapes, types and ranges. What a tensor means is the concern of each kind.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeAlias

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from denselab.errors import DataError

Datatype = Literal[
    "BOOL", "UINT8", "UINT16", "UINT32", "UINT64", "INT8", "INT16", "INT32", "INT64",
    "FP16", "FP32", "FP64", "BYTES",
]  # fmt: skip

#: NumPy's type of a tensor's elements, and what they may be in JSON.
_TYPES: dict[str, tuple[type[np.generic] | type[object], set[type]]] = {
    "BOOL": (np.bool_, {bool}),
    "UINT8": (np.uint8, {int}),
    "UINT16": (np.uint16, {int}),
    "UINT32": (np.uint32, {int}),
    "UINT64": (np.uint64, {int}),
    "INT8": (np.int8, {int}),
    "INT16": (np.int16, {int}),
    "INT32": (np.int32, {int}),
    "INT64": (np.int64, {int}),
    "FP16": (np.float16, {int, float}),
    "FP32": (np.float32, {int, float}),
    "FP64": (np.float64, {int, float}),
    "BYTES": (object, {str}),
}


class Tensor(BaseModel):
    """A tensor that comes in, or is to go out."""

    model_config = ConfigDict(strict=True)

    name: Annotated[str, Field(description="Which of the model's tensors this is.")]
    shape: Annotated[list[Annotated[int, Field(ge=0)]], Field(description="Its dimensions.")]
    datatype: Annotated[Datatype, Field(description="Of its elements.")]
    parameters: Annotated[dict[str, Any], Field(description="Are not looked at.")] = {}
    data: Annotated[
        list[Any], Field(description="Its elements row by row, in nested lists or a flat one.")
    ]


@dataclass(frozen=True)
class Spec:
    """What a model says of one of its tensors; a dimension of -1 may have any size."""

    name: str
    datatype: Datatype
    shape: tuple[int, ...]

    def to_json(self) -> dict[str, Any]:
        """As the protocol writes it."""
        return {"name": self.name, "datatype": self.datatype, "shape": list(self.shape)}


#: Tensors by name.
Named: TypeAlias = Mapping[str, np.ndarray]


def array_of(tensor: Tensor) -> np.ndarray:
    """The elements of a tensor in its shape: numbers of its type, for BYTES objects.

    Raises:
        DataError: They are not as many as the shape says, or not of the type.

    Example:
        >>> flat = Tensor(name="x", shape=[2, 2], datatype="UINT8", data=[1, 2, 3, 255])
        >>> array_of(flat)
        array([[  1,   2],
               [  3, 255]], dtype=uint8)
    """
    shape, (wanted, may_hold) = tuple(tensor.shape), _TYPES[tensor.datatype]
    found = np.array(tensor.data, object)  # lists of different lengths stay lists
    if found.shape not in (shape, (math.prod(shape),)):
        raise _unlike(tensor, f"its data have shape {list(found.shape)}")
    if others := set(map(type, found.flat)) - may_hold:
        raise _unlike(tensor, f"an element is of type {others.pop().__name__}")
    try:
        with np.errstate(over="ignore"):  # a float that is too large for its type is infinite
            return found.astype(wanted).reshape(shape)
    except (OverflowError, ValueError) as error:
        raise _unlike(tensor, str(error)) from None


def tensor_of(name: str, datatype: Datatype, array: np.ndarray) -> dict[str, Any]:
    """An array as the protocol writes it, flat."""
    data = array.ravel().tolist()
    return {"name": name, "shape": list(array.shape), "datatype": datatype, "data": data}


def _unlike(tensor: Tensor, found: str) -> DataError:
    return DataError(
        f"{tensor.name[:80]!r}: must be {tensor.datatype} of shape {tensor.shape[:8]}, but {found}"
    )
