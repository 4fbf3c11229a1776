"""How well one column alone predicts the classes.

Responsible for a number that is cheap and honest: a column is cut into a few bins, whose classes
are counted on two thirds of the training rows and judged on the third. Whether that is too good to
be true is decided elsewhere.
"""

import math

import numpy as np

FOLDS = 3
_HALF = 0.5  # of a row, added to each count, so that a bin seen once promises little
_DIGITS = 9  # so that what is equal stays so


def telling(bins: np.ndarray, y: np.ndarray, n_classes: int) -> dict[str, float]:
    """What a column achieves on rows that its bins were not counted on.

    Frequent classes have no advantage: what counts is how likely each class makes a bin.

    Args:
        bins: ``(n,)`` the bin of each row's cell, from 0.
        y: The rows' labels, ``(n,)``.
        n_classes: How many classes there are.

    Returns:
        ``balanced_accuracy``, the mean over the classes of the share that is found, 1 / classes by
        chance; ``auc``, the mean over the classes of the area under the ROC curve of each against
        the others, 0.5 by chance.

    Example:
        >>> label = np.arange(30) % 2
        >>> telling(label, label, 2)
        {'balanced_accuracy': 1.0, 'auc': 1.0}
    """
    shape = FOLDS, int(bins.max()) + 1, n_classes
    places = np.ravel_multi_index((np.arange(len(y)) % FOLDS, bins, y), shape)
    counts = np.bincount(places, minlength=math.prod(shape)).reshape(shape).astype(float)
    scores = _scores(counts.sum(axis=0) - counts)  # each fold by the counts of the others
    present = np.flatnonzero(counts.sum(axis=(0, 1)))
    return {
        "balanced_accuracy": float(np.mean(_recalls(counts, scores)[present])),
        "auc": float(np.mean([_auc(counts, scores, int(label)) for label in present])),
    }


def _scores(counts: np.ndarray) -> np.ndarray:
    """``(folds, bins, classes)`` how likely each class is in a bin, were all equally frequent."""
    totals = counts.sum(axis=1, keepdims=True)
    shares = (counts + _HALF * totals / totals.sum(axis=2, keepdims=True)) / np.maximum(totals, 1)
    scores = shares / np.maximum(shares.sum(axis=2, keepdims=True), 1e-12)
    return scores.round(_DIGITS)


def _recalls(counts: np.ndarray, scores: np.ndarray) -> np.ndarray:
    """``(classes,)`` the share of each class whose bins are given to it."""
    given = scores.argmax(axis=2)[..., None] == np.arange(counts.shape[2])
    return (counts * given).sum(axis=(0, 1)) / np.maximum(counts.sum(axis=(0, 1)), 1)


def _auc(counts: np.ndarray, scores: np.ndarray, label: int) -> float:
    """The share of pairs, of a row of the class and another, in which the score is right.

    Pairs are taken within a fold, as scores of different folds come from different counts.
    """
    score = scores[..., label]  # (folds, bins)
    right = np.heaviside(score[:, :, None] - score[:, None, :], 0.5)  # (folds, bins, bins)
    ours = counts[..., label]
    others = counts.sum(axis=2) - ours
    pairs = (ours.sum(axis=1) * others.sum(axis=1)).sum()
    won = np.einsum("fb,fbc,fc->", ours, right, others)
    return float(won / pairs) if pairs else 0.5
