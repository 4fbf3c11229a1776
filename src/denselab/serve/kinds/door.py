"""What the doors for all kinds of samples have in common."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from pydantic import BaseModel

from denselab.data import Samples
from denselab.serve.tensors import Named, Spec


@dataclass(frozen=True)
class Asked:
    """What a request asks about.

    Attributes:
        samples: As `denselab.load` gives them.
        notes: What of them was not as it should be, and how it was treated, a sentence each.
    """

    samples: Samples
    notes: list[str] = field(default_factory=list)


class Door(Protocol):
    """Turns what came over the wire into samples."""

    @property
    def body(self) -> type[BaseModel]:
        """The JSON that ``/api/predict`` takes."""

    @property
    def inputs(self) -> Sequence[Spec]:
        """The tensors that the Open Inference Protocol has for it."""

    @property
    def example(self) -> Samples:
        """One sample."""

    def of_json(self, content: bytes) -> Asked:
        """The samples in a `body`.

        Raises:
            ValidationError: Pydantic's, where it is none.
            DataError: They are unlike those of the Run.
        """

    def of_tensors(self, tensors: Named) -> Asked:
        """The samples in tensors, by name; `DataError` where they are unlike `inputs`."""
