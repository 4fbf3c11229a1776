"""What a reading of learning curves comes to."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One fact about the training of one network, with what it rests on.

    Attributes:
        model: The network, e.g. ``"mlp"``.
        kind: What was found, e.g. ``"overfitting"``.
        epoch: The epoch it is about, from 1; ``None`` where it is about none in particular.
        evidence: The figures behind it, by name.
        says: The same in two or three plain sentences.
    """

    model: str
    kind: str
    epoch: int | None
    evidence: Mapping[str, float | str]
    says: str
