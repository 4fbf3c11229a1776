"""What accuracy hides where classes are uneven: every class counted the same."""

from collections.abc import Sequence
from math import sqrt
from typing import TypedDict

import numpy as np

from denselab.evaluation.comparison import mcnemar
from denselab.evaluation.intervals import wilson

#: The largest class over the smallest, from which on accuracy misleads.
LOPSIDED = 3.0


class Balanced(TypedDict):
    """A balanced accuracy with its 95% interval."""

    accuracy: float
    low: float
    high: float


def is_uneven(counts: Sequence[int] | np.ndarray) -> bool:
    """Whether some class has so many more samples than another that accuracy misleads.

    Args:
        counts: Samples of each class.

    Example:
        >>> is_uneven([90, 30]), is_uneven([80, 30])
        (True, False)
    """
    return bool(max(counts) >= LOPSIDED * min(counts))


def balanced_accuracy(confusion: np.ndarray) -> Balanced:
    """The mean recall of all classes: what accuracy would be if all had as many samples.

    Always naming one of k classes comes to 1/k, however frequent that class is. Classes that do
    not occur are left out.

    Args:
        confusion: Counts of true class (row) against predicted class, ``(classes, classes)``, at
            least one of them not 0.

    Source:
        K. H. Brodersen et al., "The balanced accuracy and its posterior distribution", ICPR 2010.
        The recalls are independent, so the interval joins Wilson's of each by adding the squares
        of their widths: G. Zou and A. Donner, "Construction of confidence limits about effect
        measures", Statistics in Medicine 27 (2008).

    Example:
        >>> found = balanced_accuracy(np.array([[90, 0], [5, 5]]))
        >>> print(f"{found['accuracy']:.2f}, {found['low']:.2f} to {found['high']:.2f}")
        0.75, 0.62 to 0.88
    """
    counts = confusion.sum(axis=1)
    present = np.flatnonzero(counts)
    recalls = confusion[present, present] / counts[present]
    ends = [wilson(int(confusion[k, k]), int(counts[k])) for k in present]
    low, high = np.array(ends).T  # (present,) each
    mean = float(recalls.mean())
    return Balanced(
        accuracy=mean,
        low=max(mean - _joined(recalls - low), 0.0),
        high=min(mean + _joined(high - recalls), 1.0),
    )


def balanced_lead(right_a: np.ndarray, right_b: np.ndarray, y: np.ndarray) -> dict[str, float]:
    """By how much the balanced accuracy of one model exceeds that of another on the same samples.

    Args:
        right_a: Whether the first model was right, ``(n,)`` bool.
        right_b: The same of the second.
        y: True labels, ``(n,)``.

    Returns:
        ``difference`` and its 95% interval ``low`` to ``high``: Newcombe's for the paired
        difference of each class, see `mcnemar`, joined as in `balanced_accuracy`.
    """
    pairs = [mcnemar(right_a[y == label], right_b[y == label]) for label in np.unique(y)]
    differences, low, high = np.array([(p.difference, p.low, p.high) for p in pairs]).T
    mean = float(differences.mean())
    return {
        "difference": mean,
        "low": mean - _joined(differences - low),
        "high": mean + _joined(high - differences),
    }


def _joined(widths: np.ndarray) -> float:
    """How far a mean reaches whose parts reach so far each."""
    return sqrt(float((widths**2).sum())) / len(widths)
