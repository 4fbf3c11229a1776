"""The layers."""

from typing import Annotated, Self

from pydantic import model_validator

from denselab.errors import StudyError
from denselab.study.group import Group
from denselab.study.values import ACTIVATIONS, Rate, Rates, Widths, one_of


class NetworkSettings(Group):
    """The hidden layers: their widths in units, activation, and dropout after each.

    Attributes:
        widths: Units of each hidden layer, from the input on; ``None`` (left out in TOML) suits
            the data: 512 and 256 for images, 256 and 128 for a table, 16 for texts.
        activation: A Keras activation, one of `ACTIVATIONS`.
        dropout: The share of units that the regularised network drops, ``0 <= dropout < 1``:
            one for all hidden layers, or one for each.
        input_dropout: The share of inputs that it drops.
    """

    _prefix = "network."
    widths: Widths | None = None
    activation: Annotated[str, one_of(ACTIVATIONS)] = "relu"
    dropout: Rate | Rates = 0.5
    input_dropout: Rate = 0.0

    @model_validator(mode="after")
    def _a_rate_for_each_layer(self) -> Self:
        if not isinstance(self.dropout, tuple):
            return self
        if self.widths is None:
            raise StudyError(
                "network.dropout: should be one number where network.widths is left out, "
                f"got {list(self.dropout)!r}"
            )
        if len(self.dropout) != len(self.widths):
            raise StudyError(
                f"network.dropout: should be one number, or one for each of the "
                f"{len(self.widths)} hidden layers, got {list(self.dropout)!r}"
            )
        return self
