"""The facts of a data set: what all kinds of samples have, and what its own kind has."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from denselab.data import Splits
from denselab.data.samples import digests
from denselab.look.duplicates import count_conflicts, count_duplicates
from denselab.look.pixels import pictures, pixel_statistics
from denselab.look.warnings import Warned, warnings
from denselab.study import ColumnKind


@dataclass(frozen=True)
class Look:
    """What there is to see in a data set.

    Attributes:
        facts: Counts, statistics, duplicates and warnings, ready for JSON.
        samples: Arrays to draw, by name; none but of images.
    """

    facts: dict[str, Any]
    samples: dict[str, np.ndarray]

    def to_json(self) -> dict[str, Any]:
        """The facts: ``name``, ``origin``, ``kind``, ``classes``, ``parts``, ``split``, ``digest``,
        ``duplicates`` and ``warnings``; of images ``input_shape`` and ``pixels``, of a table
        ``columns``, of texts ``words``."""
        return self.facts

    def pictures(self) -> dict[str, np.ndarray]:
        """The arrays to draw, with k classes of h × w pixels.

        ``first`` (10, h, w) uint8 with ``first_labels`` (10,): the first samples of the source,
        or one a class in turn where the source is sorted by class. ``sheet`` (k, 8, h, w) uint8:
        the first training samples of each class, repeated where there are fewer.
        ``mean`` (k, h, w) float32: each class's mean training image.
        """
        return self.samples


def look(splits: Splits, kinds: Mapping[str, ColumnKind] | None = None) -> Look:
    """Gather the facts of a divided data set.

    Args:
        splits: The data set.
        kinds: What columns of a table are, where that is not to be found out.

    Example:
        >>> from denselab.data import load, split
        >>> facts = look(split(load("mnist-5k"))).to_json()
        >>> facts["parts"]["train"]["n"], facts["parts"]["test"]["n"]
        (3200, 1000)
    """
    facts: dict[str, Any] = {
        "name": splits.name,
        "origin": splits.origin,
        "kind": splits.kind,
        "classes": list(splits.classes),
        "parts": {
            "train": _part(splits.y_train, splits.classes),
            "validation": _part(splits.y_validation, splits.classes),
            "test": {"n": len(splits.test)},
        },
        "split": {
            "validation": splits.validation_method,
            "test": splits.test_method,
            "seed": splits.seed,
        },
    }
    of_its_kind, warned = _of_its_kind(splits, kinds or {})
    facts |= of_its_kind
    train, validation = digests(splits.x_train), digests(splits.x_validation)
    test = splits.test.digests()
    facts["digest"] = _digest(train, splits.y_train, validation, splits.y_validation, test)
    facts["duplicates"] = count_duplicates(train, validation, test)
    conflicts = count_conflicts(
        np.concatenate([train, validation]), np.concatenate([splits.y_train, splits.y_validation])
    )
    facts["warnings"] = [
        {"kind": kind, "says": says} for kind, says in (*warnings(facts, conflicts), *warned)
    ]
    return Look(facts, pictures(splits) if splits.kind == "images" else {})


def _of_its_kind(
    splits: Splits, kinds: Mapping[str, ColumnKind]
) -> tuple[dict[str, Any], list[Warned]]:
    """The facts that only this kind of samples has, and its warnings."""
    x, y, classes = splits.x_train, splits.y_train, splits.classes
    # What loads scikit-learn or polars is imported where such samples are there.
    match splits.kind:
        case "images":
            return {"input_shape": list(x.shape[1:]), "pixels": pixel_statistics(x)}, []
        case "texts":
            from denselab.look.words import word_facts

            words, warned = word_facts(x, y, classes)
            return {"words": words}, warned
        case "table":
            from denselab.look.columns import column_facts

            columns, warned = column_facts(x, y, classes, kinds)
            return {"columns": columns}, warned


def _digest(*parts: np.ndarray) -> str:
    """One hash for all that is to be seen, by which changed data are noticed."""
    return hashlib.sha256(b"".join(part.tobytes() for part in parts)).hexdigest()


def _part(y: np.ndarray, classes: tuple[str, ...]) -> dict[str, Any]:
    return {"n": len(y), "class_counts": np.bincount(y, minlength=len(classes)).tolist()}
