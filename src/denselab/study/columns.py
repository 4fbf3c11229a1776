"""What the columns of a table are, and how they become inputs."""

from typing import Annotated

from pydantic import Field

from denselab.study.group import Group
from denselab.study.values import ColumnKind, Count


class ColumnSettings(Group):
    """How the columns of a table become inputs.

    Attributes:
        kinds: What single columns are, where that is not to be found out: ``"number"``,
            ``"category"``, ``"boolean"``, ``"date"``, or what is left out, ``"identifier"``,
            ``"constant"`` and ``"text"``.
        quantiles: So many pieces has the piecewise linear encoding of a number (Gorishniy et al.
            2022, On Embeddings for Numerical Features); 0 for none.
        rare: A category of fewer training rows is one of the rare ones, which share an input.
        most: The most categories of a column that have an input of their own.
    """

    _prefix = "columns."
    kinds: dict[str, ColumnKind] = Field(default_factory=dict)
    quantiles: Annotated[int, Field(ge=0, le=1000)] = 32
    rare: Count = 5
    most: Count = 100
