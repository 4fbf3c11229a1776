"""Drawing some of the training samples, so that every class keeps its share."""

from collections.abc import Iterator

import numpy as np


def drawn(y: np.ndarray, most: int | None, seed: int) -> np.ndarray:
    """Which samples to take of those with labels `y`, so that at most so many are left.

    Args:
        y: Labels, ``(n,)``.
        most: How many at most; ``None`` for all. Every class keeps a sample, even if that makes
            more.
        seed: Of the draw.

    Returns:
        Their places in ascending order.

    Example:
        >>> drawn(np.array([0, 0, 0, 0, 1, 1]), 3, seed=0).size
        3
    """
    if most is None or len(y) <= most:
        return np.arange(len(y))
    spread = _spread(y, seed)
    first = np.zeros(len(y), bool)
    first[np.unique(y[spread], return_index=True)[1]] = True
    # In an order in which every class is spread evenly, a beginning holds its share of each.
    return np.sort(np.concatenate([spread[first], spread[~first]])[: max(most, first.sum())])


def folds(y: np.ndarray, n: int, seed: int) -> Iterator[np.ndarray]:
    """Divides samples with labels `y` into `n` parts, each class evenly.

    Yields:
        Of each part, whether a sample is in it, ``(len(y),)`` bool.
    """
    number = np.empty(len(y), int)
    number[_by_class(y, seed)] = np.arange(len(y)) % n
    yield from (number == fold for fold in range(n))


def _by_class(y: np.ndarray, seed: int) -> np.ndarray:
    """The places of all samples, one class after the other, each in a drawn order."""
    shuffled = np.random.default_rng(seed).permutation(len(y))
    return shuffled[np.argsort(y[shuffled], kind="stable")]


def _spread(y: np.ndarray, seed: int) -> np.ndarray:
    """The places of all samples, those of each class at equal distances."""
    by_class = _by_class(y, seed)
    counts = np.unique(y, return_counts=True)[1]
    rank = np.concatenate([(np.arange(n) + 0.5) / n for n in counts])
    return by_class[np.argsort(rank, kind="stable")]
