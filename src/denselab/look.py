"""Looking at a data set before anything is learned from it: facts, pictures to draw, warnings.

Responsible for numbers and arrays only; the report draws them. Test labels are never read: of
the test part only its size and the hashes of its images are used.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from denselab.data import Splits
from denselab.data.digests import image_digests

FIRST = 10  # samples in the first picture
SHEET = 8  # samples a class in the sheet
_LOPSIDED = 3.0  # largest class over smallest, from which on accuracy misleads
_FEW = 20  # training samples of a class
_FEW_TO_JUDGE = 200  # validation samples; at 95% accuracy the interval is then ±3 points


@dataclass(frozen=True)
class Look:
    """What there is to see in a data set.

    Attributes:
        facts: Counts, pixel statistics, duplicates and warnings, ready for JSON.
        samples: Arrays to draw, by name.
    """

    facts: dict[str, Any]
    samples: dict[str, np.ndarray]

    def to_json(self) -> dict[str, Any]:
        """The facts: ``name``, ``origin``, ``input_shape``, ``classes``, ``parts``, ``split``,
        ``pixels``, ``digest``, ``duplicates`` and ``warnings``."""
        return self.facts

    def pictures(self) -> dict[str, np.ndarray]:
        """The arrays to draw, with k classes of h × w pixels.

        ``first`` (10, h, w) uint8 with ``first_labels`` (10,): the first samples of the source,
        or one a class in turn where the source is sorted by class. ``sheet`` (k, 8, h, w) uint8:
        the first training samples of each class, repeated where there are fewer.
        ``mean`` (k, h, w) float32: each class's mean training image.
        """
        return self.samples


def look(splits: Splits) -> Look:
    """Gather the facts of a divided data set.

    Example:
        >>> from denselab.data import load, split
        >>> facts = look(split(load("mnist-5k"))).to_json()
        >>> facts["parts"]["train"]["n"], facts["parts"]["test"]["n"]
        (3200, 1000)
    """
    facts: dict[str, Any] = {
        "name": splits.name,
        "origin": splits.origin,
        "input_shape": list(splits.x_train.shape[1:]),
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
        "pixels": pixel_statistics(splits.x_train),
    }
    train, validation = image_digests(splits.x_train), image_digests(splits.x_validation)
    test = splits.test.digests()
    facts["digest"] = _digest(train, splits.y_train, validation, splits.y_validation, test)
    facts["duplicates"] = count_duplicates(train, validation, test)
    conflicts = count_conflicts(
        np.concatenate([train, validation]), np.concatenate([splits.y_train, splits.y_validation])
    )
    facts["warnings"] = [{"kind": kind, "says": says} for kind, says in _warnings(facts, conflicts)]
    return Look(facts, _pictures(splits))


def _digest(*parts: np.ndarray) -> str:
    """One hash for all that is to be seen, by which changed data are noticed."""
    return hashlib.sha256(b"".join(part.tobytes() for part in parts)).hexdigest()


def _part(y: np.ndarray, classes: tuple[str, ...]) -> dict[str, Any]:
    return {"n": len(y), "class_counts": np.bincount(y, minlength=len(classes)).tolist()}


def pixel_statistics(images: np.ndarray) -> dict[str, Any]:
    """Statistics of the pixels of ``(n, h, w)`` uint8, on their own scale from 0 to 255.

    ``constant`` counts the positions whose pixel is the same in every image.
    """
    histogram = np.zeros(256, np.int64)
    for image in np.array_split(images, max(1, len(images) // 4096)):  # bounds bincount's memory
        histogram += np.bincount(image.ravel(), minlength=256)
    level = np.arange(256)
    n = int(histogram.sum())
    mean = float(histogram @ level) / n
    present = np.flatnonzero(histogram)
    return {
        "dtype": str(images.dtype),
        "min": int(present[0]),
        "max": int(present[-1]),
        "mean": mean,
        "std": float(np.sqrt(histogram @ (level - mean) ** 2 / n)),
        "zero_fraction": float(histogram[0] / n),
        "constant": int((images == images[0]).all(axis=0).sum()),
    }


def count_duplicates(train: np.ndarray, validation: np.ndarray, test: np.ndarray) -> dict[str, int]:
    """Exact duplicates by the digests of each part's images.

    ``train``, ``validation``, ``test``: images that repeat an earlier one of the same part.
    ``train_validation``, ``train_test``, ``validation_test``: images of the second part that
    also occur in the first.
    """

    def within(part: np.ndarray) -> int:
        return len(part) - len(np.unique(part))

    def across(first: np.ndarray, second: np.ndarray) -> int:
        return int(np.isin(second, first).sum())

    return {
        "train": within(train),
        "validation": within(validation),
        "test": within(test),
        "train_validation": across(train, validation),
        "train_test": across(train, test),
        "validation_test": across(validation, test),
    }


def count_conflicts(digests: np.ndarray, y: np.ndarray) -> int:
    """How many different images occur with more than one label."""
    pairs = np.unique(np.stack([digests, y.astype(np.uint64)]), axis=1)  # (2, distinct pairs)
    return int((np.unique(pairs[0], return_counts=True)[1] > 1).sum())


def _warnings(facts: dict[str, Any], conflicts: int) -> Iterator[tuple[str, str]]:
    """Each ``(kind, sentence)`` that a careful reader should know before training."""
    yield from _class_warnings(facts["classes"], facts["parts"]["train"]["class_counts"])
    n_validation = facts["parts"]["validation"]["n"]
    if n_validation < _FEW_TO_JUDGE:
        yield (
            "small_validation",
            f"The validation part has {n_validation} samples: differences of a few per cent "
            "between networks are within chance.",
        )
    yield from _duplicate_warnings(facts["duplicates"], facts["parts"])
    if conflicts:
        yield (
            "conflicting_labels",
            f"{conflicts} images occur more than once with different labels: "
            "no network can get all of them right.",
        )


def _class_warnings(classes: list[str], counts: list[int]) -> Iterator[tuple[str, str]]:
    least, most = int(np.argmin(counts)), int(np.argmax(counts))
    if counts[most] >= _LOPSIDED * counts[least]:
        yield (
            "imbalance",
            f"Class {classes[most]!r} has {counts[most]} training samples, {classes[least]!r} "
            f"only {counts[least]}: read the per-class figures, not accuracy alone.",
        )
    tiny = [f"{name!r} ({n})" for name, n in zip(classes, counts, strict=True) if n < _FEW]
    if tiny:
        yield "tiny_class", f"Fewer than {_FEW} training samples of: {', '.join(tiny)}."


def _duplicate_warnings(
    duplicates: dict[str, int], parts: dict[str, Any]
) -> Iterator[tuple[str, str]]:
    for first, second in (("train", "validation"), ("train", "test"), ("validation", "test")):
        n = duplicates[f"{first}_{second}"]
        if n:
            yield (
                "leak",
                f"{n} of {parts[second]['n']} {second} images also occur in the {first} part: "
                f"the {second} figures flatter by up to {n / parts[second]['n']:.2%}.",
            )
    within = {part: duplicates[part] for part in ("train", "validation", "test")}
    if any(within.values()):
        listed = ", ".join(f"{n} in {part}" for part, n in within.items() if n)
        yield "duplicates", f"Images that repeat an earlier one of the same part: {listed}."


def _pictures(splits: Splits) -> dict[str, np.ndarray]:
    first, first_labels = _first_samples(splits)
    members = [np.flatnonzero(splits.y_train == label) for label in range(len(splits.classes))]
    return {
        "first": first,
        "first_labels": first_labels,
        "sheet": np.stack([splits.x_train[np.resize(at, SHEET)] for at in members]),
        "mean": np.stack([splits.x_train[at].mean(axis=0, dtype=np.float32) for at in members]),
    }


def _first_samples(splits: Splits) -> tuple[np.ndarray, np.ndarray]:
    """The first samples in the source's order, whether they train or validate."""
    place = np.concatenate([splits.train_index, splits.validation_index])
    y = np.concatenate([splits.y_train, splits.y_validation])
    order = np.argsort(place)
    if len(np.unique(y[order[:FIRST]])) == 1:  # sorted by class: the first ten would be alike
        order = order[np.lexsort((y[order], _rank_in_class(y[order])))]
    chosen = order[:FIRST]
    n_train = len(splits.y_train)
    images = [
        splits.x_train[at] if at < n_train else splits.x_validation[at - n_train] for at in chosen
    ]
    return np.stack(images), y[chosen]


def _rank_in_class(y: np.ndarray) -> np.ndarray:
    """For each label, how many of the same stand before it."""
    rank = np.empty(len(y), np.int64)
    for label in np.unique(y):
        members = np.flatnonzero(y == label)
        rank[members] = np.arange(len(members))
    return rank
