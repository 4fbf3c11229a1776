"""Finding known n-grams in texts and counting them.

Responsible for what occurs where, as a sparse matrix. What an occurrence weighs is not its
concern.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_matrix

from denselab.prep.words.tokens import UNKNOWN, Closed, Numbered

MOST = 255  # times that an n-gram counts in one text


class _Level(NamedTuple):
    """Beginnings of n-grams, all of one length, ``k`` of them.

    Attributes:
        keys: ``shorter * words + word`` of the beginning that is one word shorter and the word
            that follows, ``(k,)`` int64, ascending.
        features: The n-gram that ends here, ``(k,)``; `UNKNOWN` where it only goes on.
    """

    keys: np.ndarray
    features: np.ndarray


class Grams:
    """Known n-grams, each a feature by its place in the list.

    Args:
        names: Words joined by single spaces.

    Attributes:
        numbers: Number of each word that occurs in one of them.

    Example:
        >>> from denselab.prep.words.tokens import numbered
        >>> grams = Grams(["good", "not good"])
        >>> grams.count(numbered(["not good", "so good, good"], grams.numbers), 2).toarray()
        array([[1, 1],
               [2, 0]], dtype=int32)
    """

    def __init__(self, names: Sequence[str]) -> None:
        every = [tuple(name.split(" ")) for name in names]
        words = sorted({word for gram in every for word in gram})
        self.numbers = Closed({word: number for number, word in enumerate(words)})
        self._n_features = len(names)
        self._levels = list(self._lay_out(every))

    def _lay_out(self, every: Sequence[tuple[str, ...]]) -> Iterator[_Level]:
        feature = {gram: number for number, gram in enumerate(every)}
        shorter: dict[tuple[str, ...], int] = {(): 0}
        for n in range(1, max(map(len, every)) + 1):
            beginnings = {gram[:n] for gram in every if len(gram) >= n}
            if n == 1:  # a word's key is then its place
                beginnings = {(word,) for word in self.numbers}
            keyed = sorted((self._key(shorter[gram[:-1]], gram[-1]), gram) for gram in beginnings)
            shorter = {gram: number for number, (_, gram) in enumerate(keyed)}
            yield _Level(
                np.array([key for key, _ in keyed]),
                np.array([feature.get(gram, UNKNOWN) for _, gram in keyed]),
            )

    def _key(self, shorter: int, word: str) -> int:
        return shorter * len(self.numbers) + self.numbers[word]

    def count(self, read: Numbered, n_texts: int) -> csr_matrix:
        """How often each occurs, ``(n_texts, features)`` int32 of at most `MOST`, features sorted.

        Args:
            read: Words by `numbers`.
            n_texts: All texts, those without a word included.
        """
        found = [texts * self._n_features + features for texts, features in self._find(read)]
        pairs, times = np.unique(np.concatenate(found), return_counts=True)
        texts, features = np.divmod(pairs, self._n_features)
        ends = np.zeros(n_texts + 1, np.int64)
        np.cumsum(np.bincount(texts, minlength=n_texts), out=ends[1:])
        counts = np.minimum(times, MOST).astype(np.int32)
        return csr_matrix((counts, features, ends), (n_texts, self._n_features))

    def _find(self, read: Numbered) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """``(texts, features)`` of all occurrences, n-grams of one length after the other."""
        begins = np.arange(len(read.words))
        shorter = np.zeros(len(begins), np.int64)
        for n, level in enumerate(self._levels):
            inside = begins + n < len(read.words)
            begins, shorter = begins[inside], shorter[inside]
            word = read.words[begins + n]
            whole = (word != UNKNOWN) & (read.texts[begins] == read.texts[begins + n])
            begins, keys = begins[whole], shorter[whole] * len(self.numbers) + word[whole]
            if n > 0:
                at = np.minimum(np.searchsorted(level.keys, keys), len(level.keys) - 1)
                known = level.keys[at] == keys
                begins, keys = begins[known], at[known]
            shorter = keys
            features = level.features[shorter]
            ends = features != UNKNOWN
            yield read.texts[begins[ends]].astype(np.int64), features[ends]
