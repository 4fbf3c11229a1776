"""What a network starts from."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from denselab.errors import StudyError
from denselab.study.group import Group
from denselab.study.values import Count, Name


class TransferSettings(Group):
    """Where the hidden layers of the regularised and the tuned network come from, if not chance.

    Attributes:
        run: The folder of a finished Run, whose hidden layers they start from, with its widths
            and activation, and its output layer where the classes are the same. ``None`` (left
            out in TOML) for none.
        freeze: So many of them, from the input on, stay as they are in a first phase of training;
            ``None`` for all.
        epochs: The most epochs of that phase, of the epochs that there are in all.
        rate: The learning rate of the second phase, as a share of the first one's.
        examples: Examples of each class with which training from the Run is compared with
            training from scratch; with all that there are, it always is.
        repeats: How often each comparison is made, each time with other examples and weights.
    """

    _prefix = "transfer."
    run: Name | None = None
    freeze: Annotated[int, Field(ge=0)] | None = None
    epochs: Count = 20
    rate: Annotated[float, Field(gt=0, le=1)] = 0.3
    examples: Annotated[tuple[Count, ...], Field(strict=False)] = (10, 50, 100)
    repeats: Annotated[int, Field(ge=2)] = 3

    @model_validator(mode="after")
    def _from_somewhere(self) -> Self:
        if self.freeze is not None and self.run is None:
            raise StudyError(
                "transfer.freeze: should come with transfer.run, whose layers are meant, "
                f"got {self.freeze}"
            )
        return self
