"""What there is to see in texts before anything is learned from them.

Responsible for facts and warnings about lengths, words and examples of the training part. Nothing
is drawn, and duplicates are found elsewhere, as they are for every kind of data.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
from scipy.stats import rankdata

from denselab.look.warnings import Warned
from denselab.prep.words.tokens import TAG, Growing, numbered

TELLING = 15  # words a class
EXAMPLES = 3  # texts a class
LONGEST_EXAMPLE = 280  # characters
MOST_BINS = 30
_PRIOR = 1000.0  # words of all classes together that each class is taken to have beforehand
_SHORT = 5  # words; where half of the texts have fewer, there is little to go by
_TELLS = 0.65  # of pairs in which the text of one class is the longer one
_ENOUGH = 50  # texts of a class, for that share to be more than chance
_QUANTILES = {"min": 0.0, "q25": 0.25, "median": 0.5, "q75": 0.75, "q99": 0.99, "max": 1.0}


def word_facts(
    x_train: np.ndarray, y_train: np.ndarray, classes: tuple[str, ...]
) -> tuple[dict[str, Any], list[Warned]]:
    """The facts about the training texts, ready for JSON, and the warnings.

    Args:
        x_train: ``(n,)`` of ``str``.
        y_train: Labels, ``(n,)`` int that index ``classes``.
        classes: The names of the classes.

    Returns:
        ``lengths`` (words a text: quantiles, of all and ``per_class``, and a ``histogram``),
        ``vocabulary`` (different words), ``empty`` (texts without a word), ``html`` (share of
        texts with a tag), and by class ``telling`` words and ``examples``. And the warnings.

    Example:
        >>> texts = np.array(["so good!", "bad", "good", "so bad"], dtype=object)
        >>> facts, _ = word_facts(texts, np.array([1, 0, 1, 0]), ("neg", "pos"))
        >>> facts["vocabulary"], facts["lengths"]["max"]
        (4, 3)
        >>> [word["word"] for word in facts["telling"]["pos"]]
        ['good', '!']
    """
    numbers = Growing()
    read = numbered(x_train, numbers)
    lengths = np.bincount(read.texts, minlength=len(x_train))  # (n,) words
    counts = _per_class(read.words, y_train[read.texts], len(classes), len(numbers))
    facts = {
        "lengths": {
            **_quantiles(lengths),
            "per_class": {
                name: _quantiles(lengths[y_train == label]) for label, name in enumerate(classes)
            },
            "histogram": length_histogram(lengths, y_train, len(classes)),
        },
        "vocabulary": len(numbers),
        "empty": int((lengths == 0).sum()),
        "html": float(np.mean([TAG.search(text) is not None for text in x_train])),
        "telling": _telling(counts, list(numbers), classes),
        "examples": {
            name: [_shortened(text) for text in x_train[y_train == label][:EXAMPLES]]
            for label, name in enumerate(classes)
        },
    }
    return facts, list(_warnings(facts, lengths, y_train, classes))


def _per_class(words: np.ndarray, labels: np.ndarray, classes: int, vocabulary: int) -> np.ndarray:
    """How often each class says each word, ``(classes, vocabulary)``."""
    flat = np.bincount(labels.astype(np.int64) * vocabulary + words, minlength=classes * vocabulary)
    return flat.reshape(classes, vocabulary)


def _quantiles(lengths: np.ndarray) -> dict[str, int]:
    return {
        name: int(np.quantile(lengths, share, method="inverted_cdf"))
        for name, share in _QUANTILES.items()
    }


def length_histogram(lengths: np.ndarray, y: np.ndarray, classes: int) -> dict[str, Any]:
    """How many texts of each class have how many words.

    Args:
        lengths: Words of each text, ``(n,)`` int.
        y: Labels, ``(n,)``.
        classes: How many there are.

    Returns:
        ``edges`` (k + 1) and ``counts`` (classes, k) of k ≤ 30 bins of equal width, each from its
        edge up to the next one. They end after the 99th percentile, and the last bin also holds
        the texts that are longer.
    """
    top = int(np.quantile(lengths, 0.99, method="inverted_cdf"))
    width = -(-(top + 1) // MOST_BINS)
    bins = -(-(top + 1) // width)
    which = np.minimum(lengths // width, bins - 1)
    counts = np.bincount(y.astype(np.int64) * bins + which, minlength=classes * bins)
    return {
        "edges": [width * i for i in range(bins + 1)],
        "counts": counts.reshape(classes, bins).tolist(),
    }


def log_odds(counts: np.ndarray) -> np.ndarray:
    """How surely each class says each word more often than the others do, in standard deviations.

    The log-odds ratio with an informative Dirichlet prior (Monroe, Colaresi and Quinn 2008,
    Fightin' Words): every class is taken to have said a thousand words before, divided as in all
    texts together, which keeps words that occur once or twice from the top.

    Args:
        counts: How often each class says each word, ``(classes, words)``.

    Returns:
        ``(classes, words)`` float64.
    """
    total = counts.sum(axis=0)
    prior = _PRIOR * total / max(1, total.sum())  # (words,)
    own, others = counts + prior, total - counts + prior
    own_rest = own.sum(axis=1, keepdims=True) - own
    others_rest = others.sum(axis=1, keepdims=True) - others
    with np.errstate(divide="ignore", invalid="ignore"):  # where there is but one word
        ratio = np.log(own / own_rest) - np.log(others / others_rest)
    return np.nan_to_num(ratio / np.sqrt(1 / own + 1 / others))


def _telling(
    counts: np.ndarray, names: list[str], classes: tuple[str, ...]
) -> dict[str, list[dict[str, Any]]]:
    """By class the words that tell it best, with how often it and the others say them."""
    sureness = log_odds(counts)  # (classes, vocabulary)
    total = counts.sum(axis=0)
    return {
        name: [
            {
                "word": names[word],
                "sureness": float(sureness[label, word]),
                "count": int(counts[label, word]),
                "others": int(total[word] - counts[label, word]),
            }
            for word in np.argsort(-sureness[label], kind="stable")[:TELLING]
            if sureness[label, word] > 0
        ]
        for label, name in enumerate(classes)
    }


def _shortened(text: str) -> str:
    """The beginning of a text, up to the end of a word."""
    if len(text) <= LONGEST_EXAMPLE:
        return text
    start = text[:LONGEST_EXAMPLE]
    return (start.rsplit(maxsplit=1)[0] if " " in start.strip() else start) + " …"


def longer_share(lengths: np.ndarray, chosen: np.ndarray) -> float:
    """Of all pairs of a chosen text and another, in which share the chosen one is the longer.

    Ties count half; the share is 0.5 where length tells nothing.

    Args:
        lengths: ``(n,)``.
        chosen: ``(n,)`` bool, neither none nor all.

    Example:
        >>> longer_share(np.array([3, 1, 2]), np.array([True, False, False]))
        1.0
    """
    n, rest = int(chosen.sum()), int((~chosen).sum())
    above = rankdata(lengths)[chosen].sum() - n * (n + 1) / 2  # Mann and Whitney's U
    return float(above / (n * rest))


def _warnings(
    facts: dict[str, Any], lengths: np.ndarray, y: np.ndarray, classes: tuple[str, ...]
) -> Iterator[Warned]:
    """Each ``(kind, sentence)`` that a careful reader should know before training."""
    if facts["empty"]:
        yield (
            "empty_texts",
            f"{facts['empty']:,} of {len(lengths):,} training texts have no word: to the network "
            "they are all the same.",
        )
    median = facts["lengths"]["median"]
    if median < _SHORT:
        yield (
            "short_texts",
            f"Half of the training texts have {median} words or fewer: there is little to "
            "tell them apart by.",
        )
    yield from _length_warnings(lengths, y, classes)


def _length_warnings(
    lengths: np.ndarray, y: np.ndarray, classes: tuple[str, ...]
) -> Iterator[Warned]:
    for label, name in enumerate(classes):
        chosen = y == label
        if min(chosen.sum(), (~chosen).sum()) < _ENOUGH:
            continue
        share = longer_share(lengths, chosen)
        if share >= _TELLS:
            own, others = np.median(lengths[chosen]), np.median(lengths[~chosen])
            yield (
                "telling_length",
                f"Texts of class {name!r} are longer than the others ({own:.0f} words against "
                f"{others:.0f} at the median; longer in {share:.0%} of all pairs): a network may "
                "learn length instead of words.",
            )
