"""What there is to see in images: statistics of their pixels, and pictures to draw."""

from typing import Any

import numpy as np

from denselab.data import Splits

FIRST = 10  # samples in the first picture
SHEET = 8  # samples a class in the sheet


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


def pictures(splits: Splits) -> dict[str, np.ndarray]:
    """The arrays to draw, see `Look.pictures`."""
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
