"""Texts to the features a dense network reads, learned from the training part alone.

Responsible for putting together what the neighbouring modules do, and for being saved beside the
network. No matrix of texts by words is ever dense here but in `Words.transform`.
"""

from collections.abc import Iterator
from typing import Any, Self

import numpy as np
from scipy.sparse import csr_matrix, vstack

from denselab.errors import DataError, NotFittedError
from denselab.prep.encoding import Listed
from denselab.prep.words.grams import Grams
from denselab.prep.words.telling import most_telling
from denselab.prep.words.tokens import Growing, Numbered, numbered
from denselab.prep.words.weights import inverse_frequency, log_count_ratios
from denselab.study import Weighting

_CHUNK = 4096  # texts that are divided into words at a time


class Words:
    """Counts the words of texts, and their pairs and triples, and weighs them.

    Args:
        weighting: ``"binary"``: 1 where a text holds a word; ``"counts"``: how often;
            ``"tfidf"``: how often, times the inverse document frequency, each text then brought
            to length 1.
        ngrams: Words of the longest n-gram that is a feature, 1 to 3.
        vocabulary: Features at most: those that tell the classes apart best in the training
            texts, by the chi-squared statistic.
        ratio: Whether features weigh by naive Bayes' log-count ratios (Wang & Manning 2012).
        rare: Training texts that must hold a feature.

    Attributes:
        feature_names_: The words of each feature, the most telling first.
        n_inputs_: How many there are.
        encoding_: How `inputs` become what the network reads.

    Example:
        >>> texts = np.array(["not good", "good, very good", "bad"], dtype=object)
        >>> words = Words("counts", rare=1).fit(texts, np.array([0, 1, 0]))
        >>> words.feature_names_
        ['very', 'bad', 'not', 'good']
        >>> words.transform(texts)
        array([[0., 0., 1., 1.],
               [1., 0., 0., 2.],
               [0., 1., 0., 0.]], dtype=float32)
    """

    feature_names_: list[str]
    encoding_: Listed

    def __init__(
        self,
        weighting: Weighting = "binary",
        ngrams: int = 1,
        vocabulary: int = 20_000,
        ratio: bool = False,
        rare: int = 2,
    ) -> None:
        self.weighting: Weighting = weighting
        self.ngrams = ngrams
        self.vocabulary = vocabulary
        self.ratio = ratio
        self.rare = rare

    @property
    def schema_(self) -> tuple[()]:
        """Texts have no columns."""
        return ()

    @property
    def n_inputs_(self) -> int:
        return len(self.feature_names_)

    def fit(self, x_train: np.ndarray, y_train: np.ndarray) -> Self:
        """Learn features and weights from the training texts, ``(n,)`` of ``str``.

        Args:
            x_train: The texts.
            y_train: Their labels, ``(n,)`` int.

        Raises:
            DataError: if no word occurs in enough texts.
        """
        self._learn(x_train, y_train)
        return self

    def fit_inputs(self, x_train: np.ndarray, y_train: np.ndarray) -> np.ndarray:
        """``fit(x_train, y_train).inputs(x_train)``, dividing the texts into words only once."""
        return _listed(self._learn(x_train, y_train))

    def inputs(self, x: np.ndarray) -> np.ndarray:
        """The texts in the compact form that training keeps on the device.

        Args:
            x: ``(n,)`` of ``str``.

        Returns:
            ``(n, length)`` uint32, as long as the text with the most different features: a slot
            is ``feature << 8 | count``, by ascending feature, and 0 after the last one. A
            feature counts 255 times at most. A text without a known word has no slot.

        Raises:
            NotFittedError: before :meth:`fit`.
            DataError: if ``x`` is something else than texts.
        """
        return _listed(self._count(x))

    def transform(self, x: np.ndarray) -> np.ndarray:
        """The same as a dense matrix, ``(n, features)`` float32: for a few thousand texts at once.

        An empty text, or one without a known word, is a row of zeros.
        """
        lists = self.inputs(x)
        return self.encoding_.dense(lists)

    def to_json(self) -> dict[str, Any]:
        """What was learned, for ``model/preprocessing.json``."""
        self._check_fitted()
        return {
            "kind": "words",
            "weighting": self.weighting,
            "ngrams": self.ngrams,
            "vocabulary": self.vocabulary,
            "ratio": self.ratio,
            "rare": self.rare,
            "words": self.feature_names_,
            "weights": self.encoding_.weights.tolist(),
        }

    @classmethod
    def from_json(cls, learned: dict[str, Any]) -> Self:
        """The fitted preprocessor that :meth:`to_json` described."""
        if learned.get("kind") != "words":
            raise DataError(f"preprocessing: kind must be 'words', found {learned.get('kind')!r}")
        asked = ("weighting", "ngrams", "vocabulary", "ratio", "rare")
        try:
            words = cls(**{name: learned[name] for name in asked})
            names, weights = learned["words"], np.array(learned["weights"], np.float32)
            if not names or weights.shape != (len(names),):
                raise ValueError
            words._adopt(names, Grams(names), weights)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise DataError(
                f"preprocessing: needs {', '.join(asked)}, words and as many weights, "
                f"found {', '.join(learned)}"
            ) from error
        return words

    def _learn(self, x_train: np.ndarray, y_train: np.ndarray) -> csr_matrix:
        """Learns everything; returns the counts of the training texts."""
        _check_texts(x_train, "x_train")
        numbers = Growing()
        read = numbered(x_train, numbers)
        names = most_telling(read, y_train, list(numbers), self.ngrams, self.rare, self.vocabulary)
        if not names:
            raise DataError(
                f"x_train: a word must occur in at least {self.rare} of the {len(x_train)} texts, "
                "found none that does"
            )
        grams = Grams(names)
        renumbered = np.array([grams.numbers[word] for word in numbers], np.int32)
        counts = grams.count(Numbered(renumbered[read.words], read.texts), len(x_train))
        self._adopt(names, grams, self._weights(counts, y_train))
        return counts

    def _weights(self, counts: csr_matrix, y_train: np.ndarray) -> np.ndarray:
        weights = np.ones(counts.shape[1])
        if self.weighting == "tfidf":
            weights *= inverse_frequency(counts)
        if self.ratio:
            weights *= log_count_ratios(counts, y_train)
        return weights.astype(np.float32)

    def _adopt(self, names: list[str], grams: Grams, weights: np.ndarray) -> None:
        self.feature_names_ = names
        self._grams = grams
        self.encoding_ = Listed(weights, self.weighting == "binary", self.weighting == "tfidf")

    def _count(self, x: np.ndarray) -> csr_matrix:
        """How often each text holds each feature, ``(n, features)``, some texts at a time."""
        self._check_fitted()
        _check_texts(x, "x")
        parts = [
            self._grams.count(numbered(texts, self._grams.numbers), len(texts))
            for texts in _chunks(x)
        ]
        return vstack(parts, format="csr")

    def _check_fitted(self) -> None:
        if not hasattr(self, "encoding_"):
            raise NotFittedError("Words is used before fit: call fit(x_train, y_train) first")


def _chunks(x: np.ndarray) -> Iterator[np.ndarray]:
    return (x[start : start + _CHUNK] for start in range(0, max(1, len(x)), _CHUNK))


def _listed(counts: csr_matrix) -> np.ndarray:
    """Each row's features and counts in a list, all as long as the longest, 1 at least."""
    lengths = np.diff(counts.indptr)
    lists = np.zeros((counts.shape[0], max(1, lengths.max(initial=0))), np.uint32)
    taken = np.arange(lists.shape[1]) < lengths[:, None]  # (n, length)
    lists[taken] = counts.indices.astype(np.uint32) << 8 | counts.data.astype(np.uint32)
    return lists


def _check_texts(x: np.ndarray, name: str) -> None:
    if x.ndim != 1 or x.dtype != object or not all(isinstance(text, str) for text in x):
        raise DataError(f"{name}: texts must be (n,) of str, found {x.shape} {x.dtype}")
