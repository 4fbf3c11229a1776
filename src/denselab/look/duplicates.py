"""Samples that occur more than once, found by their digests."""

import numpy as np


def count_duplicates(train: np.ndarray, validation: np.ndarray, test: np.ndarray) -> dict[str, int]:
    """Exact duplicates by the digests of each part's samples.

    ``train``, ``validation``, ``test``: samples that repeat an earlier one of the same part.
    ``train_validation``, ``train_test``, ``validation_test``: samples of the second part that
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
    """How many different samples occur with more than one label."""
    pairs = np.unique(np.stack([digests, y.astype(np.uint64)]), axis=1)  # (2, distinct pairs)
    return int((np.unique(pairs[0], return_counts=True)[1] > 1).sum())
