"""What an occurrence of a word weighs, learned from the training texts."""

import numpy as np
from scipy.sparse import csr_matrix

SMOOTHING = 1.0  # texts of each class that are taken to hold every word once, in naive Bayes


def inverse_frequency(held: csr_matrix) -> np.ndarray:
    """``1 + ln((1 + n) / (1 + texts that hold it))`` of each feature, as scikit-learn smooths it.

    Args:
        held: ``(n, features)``, 1 where a text holds a feature.

    Example:
        >>> inverse_frequency(csr_matrix([[1, 0], [1, 1]])).round(3)
        array([1.   , 1.405])
    """
    n_texts, n_features = held.shape
    frequency = np.bincount(held.indices, minlength=n_features)
    return 1 + np.log((1 + n_texts) / (1 + frequency))


def log_count_ratios(held: csr_matrix, y: np.ndarray) -> np.ndarray:
    """How much more a feature belongs to one class than to the others, naive Bayes' way.

    That is ``ln((p / |p|) / (q / |q|))``, where p counts the texts of the class that hold each
    feature and q the others', each plus one (Wang and Manning 2012, Baselines and Bigrams: Simple,
    Good Sentiment and Topic Classification). Of two classes it is the second one's; of more, each
    feature has the ratio of the class for which its absolute value is greatest.

    Args:
        held: ``(n, features)``, 1 where a text holds a feature.
        y: Labels, ``(n,)`` int.

    Returns:
        ``(features,)`` float64.

    Example:
        >>> log_count_ratios(csr_matrix([[1, 0], [0, 1], [0, 1]]), np.array([0, 1, 1])).round(3)
        array([-0.981,  0.811])
    """
    of_class = _per_class(held, y)  # (classes, features)
    rest = of_class.sum(axis=0) - of_class
    ratios = np.log(_shares(of_class)) - np.log(_shares(rest))
    if len(ratios) == 2:
        return ratios[1]
    strongest = np.abs(ratios).argmax(axis=0)
    return ratios[strongest, np.arange(ratios.shape[1])]


def _per_class(held: csr_matrix, y: np.ndarray) -> np.ndarray:
    """Texts of each class that hold each feature, ``(classes, features)``."""
    n_features = held.shape[1]
    label = np.repeat(y.astype(np.int64), np.diff(held.indptr))
    n_classes = int(y.max()) + 1
    counts = np.bincount(label * n_features + held.indices, minlength=n_classes * n_features)
    return counts.reshape(n_classes, n_features)


def _shares(counts: np.ndarray) -> np.ndarray:
    smoothed = counts + SMOOTHING
    return smoothed / smoothed.sum(axis=1, keepdims=True)
