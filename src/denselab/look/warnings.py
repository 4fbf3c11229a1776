"""What a careful reader should know of a data set, of whatever kind, before anything is trained."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from denselab.data.samples import NOUNS
from denselab.evaluation import is_uneven

#: A warning's kind, and the sentence that it says.
Warned = tuple[str, str]

_CALLED = {"train": "training", "validation": "validation", "test": "test"}  # parts
_FEW = 20  # training samples of a class
_FEW_TO_JUDGE = 200  # validation samples; at 95% accuracy the interval is then ±3 points


def warnings(facts: dict[str, Any], conflicts: int) -> Iterator[Warned]:
    """Each ``(kind, sentence)`` that a careful reader should know before training."""
    yield from _class_warnings(facts["classes"], facts["parts"]["train"]["class_counts"])
    n_validation = facts["parts"]["validation"]["n"]
    if n_validation < _FEW_TO_JUDGE:
        yield (
            "small_validation",
            f"The validation part has {n_validation} samples: differences of a few per cent "
            "between networks are within chance.",
        )
    noun = NOUNS[facts["kind"]]
    yield from _duplicate_warnings(facts["duplicates"], facts["parts"], noun)
    if conflicts:
        yield (
            "conflicting_labels",
            f"{noun.capitalize()} that occur more than once with different labels: {conflicts:,}. "
            "No network can get all of them right.",
        )


def _class_warnings(classes: list[str], counts: list[int]) -> Iterator[Warned]:
    least, most = int(np.argmin(counts)), int(np.argmax(counts))
    if is_uneven(counts):
        yield (
            "imbalance",
            f"Class {classes[most]!r} has {counts[most]:,} training samples, {classes[least]!r} "
            f"only {counts[least]:,}: read the per-class figures, not accuracy alone.",
        )
    tiny = [f"{name!r} ({n})" for name, n in zip(classes, counts, strict=True) if n < _FEW]
    if tiny:
        yield "tiny_class", f"Fewer than {_FEW} training samples of: {', '.join(tiny)}."


def _duplicate_warnings(
    duplicates: dict[str, int], parts: dict[str, Any], noun: str
) -> Iterator[Warned]:
    for first, second in (("train", "validation"), ("train", "test"), ("validation", "test")):
        n = duplicates[f"{first}_{second}"]
        if n:
            yield (
                "leak",
                f"{n:,} of {parts[second]['n']:,} {second} {noun} also occur in the "
                f"{_CALLED[first]} part: "
                f"the {second} figures flatter by up to {n / parts[second]['n']:.2%}.",
            )
    within = {part: duplicates[part] for part in ("train", "validation", "test")}
    if any(within.values()):
        listed = ", ".join(f"{n:,} in {_CALLED[part]}" for part, n in within.items() if n)
        yield (
            "duplicates",
            f"{noun.capitalize()} that repeat an earlier one of the same part: {listed}.",
        )
