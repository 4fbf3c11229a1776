"""What answers in the test."""

from typing import Annotated

from pydantic import Field

from denselab.study.group import Group
from denselab.study.values import Views


class FinalSettings(Group):
    """What is done with the settings that did best, before the test set is opened.

    Attributes:
        members: So many networks are trained with them on the training and validation parts
            together, each from a seed of its own, and their probabilities averaged; 0 keeps the
            chosen network as it is.
        views: How often each network looks at a test image: ``"one"``; ``"shifts"`` also moved by
            a pixel, 9 views; ``"poses"`` also turned and resized a little, 17 views.
    """

    _prefix = "final."
    members: Annotated[int, Field(ge=0, le=1000)] = 0
    views: Views = "one"
