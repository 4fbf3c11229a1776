"""Which words push a prediction: what a network would say of a text without each of them.

Responsible for the effects, from a function that predicts. Exact for any network: each feature
is taken out of the text alone, and the network is asked again. Draws nothing.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, TypedDict

import numpy as np

from denselab.prep.encoding import Listed

#: ``(m, features)`` float32 to probabilities ``(m, classes)``; m is the same in every call.
Predict = Callable[[np.ndarray], np.ndarray]

_MOST_ROWS = 256
_MOST_VALUES = 2**24  # of a dense batch: 64 MiB
_LEAST = 1e-30  # probability, so that logarithms stay finite


class Push(TypedDict):
    """One word and by how much it raises the log-odds of a class (nats)."""

    word: str
    effect: float


class TextPushes(TypedDict):
    """The words of one text that speak most for a class, and those that speak most against it."""

    speaks_for: list[Push]
    speaks_against: list[Push]


class ClassPush(Push):
    """The same over several texts."""

    n: int  # texts that hold the word


class Effects(NamedTuple):
    """What each feature of each text does, ``p`` pairs of them.

    Attributes:
        texts: Row of the text, ``(p,)``.
        features: ``(p,)``.
        effects: By how much the log-odds of each class would fall without it, ``(p, classes)``.
    """

    texts: np.ndarray
    features: np.ndarray
    effects: np.ndarray


def effects(stored: np.ndarray, encoding: Listed, predict: Predict) -> Effects:
    """What every feature of every text does to every class.

    Args:
        stored: One text or more as `Words.inputs` lists them, ``(n, length)`` uint32.
        encoding: How they become what the network reads.
        predict: The network.
    """
    texts, slots = np.nonzero(stored & 255)
    whole = _log_odds((stored[rows] for rows in _batches(len(stored), encoding)), encoding, predict)
    effect = whole[texts]
    if len(texts):
        parts = (_without(stored[texts[at]], slots[at]) for at in _batches(len(texts), encoding))
        effect -= _log_odds(parts, encoding, predict)
    return Effects(texts, stored[texts, slots] >> 8, effect)


def text_pushes(
    stored: np.ndarray,
    labels: Sequence[int] | np.ndarray,
    names: Sequence[str],
    encoding: Listed,
    predict: Predict,
    most: int = 8,
) -> list[TextPushes]:
    """For each text the words that speak most for a class and against it, the strongest first.

    Args:
        stored: The texts, ``(n, length)`` uint32.
        labels: The class that is asked about, one a text: the predicted one, say.
        names: The word of each feature.
        encoding: How the texts become what the network reads.
        predict: The network.
        most: Words at most, for and against each.

    Example:
        >>> linear = Listed(np.ones(3, np.float32), binary=True, normalised=False)
        >>> def predict(x):
        ...     odds = np.exp(x @ [2.0, -1.0, 0.5])
        ...     return np.stack([1 / (1 + odds), odds / (1 + odds)], axis=1)
        >>> text = np.array([[0 << 8 | 1, 1 << 8 | 1]], np.uint32)
        >>> (pushes,) = text_pushes(text, [1], ["good", "but", "film"], linear, predict)
        >>> [(push["word"], round(push["effect"], 4)) for push in pushes["speaks_for"]]
        [('good', 2.0)]
        >>> [(push["word"], round(push["effect"], 4)) for push in pushes["speaks_against"]]
        [('but', -1.0)]
    """
    if len(stored) == 0:
        return []
    found = effects(stored, encoding, predict)
    told = []
    for row, label in enumerate(labels):
        here = found.texts == row
        features, effect = found.features[here], found.effects[here, label]
        order = np.argsort(-effect, kind="stable")
        pushes = [Push(word=names[features[i]], effect=float(effect[i])) for i in order]
        against = [push for push in reversed(pushes) if push["effect"] < 0][:most]
        speaking = [push for push in pushes if push["effect"] > 0][:most]
        told.append(TextPushes(speaks_for=speaking, speaks_against=against))
    return told


def class_pushes(
    stored: np.ndarray,
    names: Sequence[str],
    encoding: Listed,
    predict: Predict,
    most: int = 15,
    least: int = 5,
) -> list[list[ClassPush]]:
    """For each class the words that speak most for it: the mean effect over texts that hold them.

    Args:
        stored: A sample of one text or more, ``(n, length)`` uint32.
        names: The word of each feature.
        encoding: How the texts become what the network reads.
        predict: The network.
        most: Words at most a class.
        least: Texts of the sample that must hold a word.
    """
    found = effects(stored, encoding, predict)
    n = np.bincount(found.features, minlength=len(names))
    told = []
    for effect in found.effects.T:
        total = np.bincount(found.features, weights=effect, minlength=len(names))
        mean = np.where(n >= least, total / np.maximum(n, 1), 0)
        strongest = np.argsort(-mean, kind="stable")[:most]
        told.append(
            [
                ClassPush(word=names[i], effect=float(mean[i]), n=int(n[i]))
                for i in strongest
                if mean[i] > 0
            ]
        )
    return told


def _without(lists: np.ndarray, slots: np.ndarray) -> np.ndarray:
    """Each list, ``(m, length)``, without one of its slots, ``(m,)``."""
    lists[np.arange(len(lists)), slots] = 0
    return lists


def _rows(encoding: Listed) -> int:
    """Rows of a dense batch, so many that it stays small."""
    return max(1, min(_MOST_ROWS, _MOST_VALUES // len(encoding.weights)))


def _batches(n: int, encoding: Listed) -> Iterator[np.ndarray]:
    rows = _rows(encoding)
    return (np.arange(start, min(start + rows, n)) for start in range(0, n, rows))


def _log_odds(batches: Iterator[np.ndarray], encoding: Listed, predict: Predict) -> np.ndarray:
    """The log-odds of each class for lists that come in batches, ``(n, classes)``."""
    rows, told = _rows(encoding), []
    for lists in batches:
        padded = np.zeros((rows, lists.shape[1]), np.uint32)  # a compiled network knows one size
        padded[: len(lists)] = lists
        share = np.asarray(predict(encoding.dense(padded)), np.float64)[: len(lists)]
        # The other classes' sum, not 1 - share: where share rounds to 1 it still tells how surely.
        others = share @ (1 - np.eye(share.shape[1]))
        told.append(np.log(np.maximum(share, _LEAST)) - np.log(np.maximum(others, _LEAST)))
    return np.concatenate(told)
