"""What a reading of learning curves comes to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Finding:
    """One fact about the training of one network, with what it rests on.

    Attributes:
        model: The network, e.g. ``"mlp"``.
        kind: What was found, e.g. ``"overfitting"``.
        epoch: The epoch it is about, from 1; ``None`` where it is about none in particular.
        evidence: The figures behind it, by name.
        says: The same in two or three plain sentences.
        advice: Settings of a study that would change it, with their values, as in
            ``{"training.learning_rate": 0.0005}``; empty where there is nothing to change.
    """

    model: str
    kind: str
    epoch: int | None
    evidence: Mapping[str, float | str]
    says: str
    advice: Mapping[str, Any] = field(default_factory=dict)
