"""How a finished network learns from corrections."""

from typing import Annotated

from pydantic import Field

from denselab.study.group import Group
from denselab.study.values import Count, Fraction


class AdaptationSettings(Group):
    """How the network of a finished Run learns from corrections; no part of a study.

    Attributes:
        epochs: How many, each of them all of the Run's training samples and its share of
            corrections; ``None`` for as many as show 150,000 samples.
        rate: The learning rate at the beginning, as a share of the Run's; it falls to 0.
        share: The share of corrections among what is learned from.
        tolerance: How many percentage points of accuracy on the Run's validation part may be
            lost, where that is more than chance.

    Example:
        >>> AdaptationSettings(share=1.0)
        Traceback (most recent call last):
        denselab.errors.StudyError: share: should be less than 1, got 1.0
    """

    epochs: Count | None = None
    rate: Annotated[float, Field(gt=0, le=1)] = 0.5
    share: Fraction = 0.03
    tolerance: Annotated[float, Field(ge=0, le=100)] = 0.1
