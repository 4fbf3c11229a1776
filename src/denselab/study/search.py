"""What the grid holds."""

from typing import Annotated, Any

from pydantic import Field

from denselab.study.group import Group
from denselab.study.values import (
    OPTIMIZERS,
    BatchSizes,
    LearningRates,
    Rates,
    Schedule,
    Strengths,
    one_of,
)


class SearchSettings(Group):
    """The grid of settings that is tried on the regularised network.

    Each list holds the values of the setting of that name; what has no values is not searched.
    """

    _prefix = "search."
    learning_rate: LearningRates = (1e-3, 1e-4)
    batch_size: BatchSizes = (128, 256)
    optimizer: Annotated[tuple[Annotated[str, one_of(OPTIMIZERS)], ...], Field(strict=False)] = ()
    schedule: Annotated[tuple[Schedule, ...], Field(strict=False)] = ()
    weight_decay: Strengths = ()
    averaging: Rates = ()
    dropout: Rates = ()
    input_dropout: Rates = ()
    l1: Strengths = ()
    l2: Strengths = ()
    max_norm: Strengths = ()
    label_smoothing: Rates = ()
    adversarial: Strengths = ()

    def space(self) -> dict[str, tuple[Any, ...]]:
        """The settings that are searched, with their values."""
        return {name: values for name, values in self.model_dump().items() if values}
