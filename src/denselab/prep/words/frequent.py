"""Which words, pairs and triples occur in the most texts.

Responsible for counting texts and choosing by that count. Works on numbers, so that millions of
triples take no more memory than the words do; what recurs gets its name at the end.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from denselab.prep.words.tokens import Numbered


class _Grams(NamedTuple):
    """All n-grams of one length that recur often enough, ``k`` of them.

    Attributes:
        n: Words of each.
        frequency: Texts that hold it, ``(k,)``.
        at: Which of them begins at each word, ``(m,)``; -1 for none.
    """

    n: int
    frequency: np.ndarray
    at: np.ndarray


def most_frequent(
    read: Numbered, names: Sequence[str], longest: int, rare: int, most: int
) -> list[str]:
    """The n-grams that the most texts hold, the most frequent first, equals by name.

    Args:
        read: The training texts.
        names: The word of each number.
        longest: Words of the longest n-grams.
        rare: Texts that must hold an n-gram.
        most: How many at most.

    Example:
        >>> from denselab.prep.words.tokens import Growing, numbered
        >>> numbers = Growing()
        >>> read = numbered(["so good", "so so good", "so bad"], numbers)
        >>> most_frequent(read, list(numbers), longest=2, rare=2, most=10)
        ['so', 'good', 'so good']
    """
    levels = list(_levels(read, len(names), longest, rare))
    every = np.concatenate([grams.frequency for grams in levels])
    least = np.partition(every, -most)[-most] if len(every) > most else 0
    counted = [pair for grams in levels for pair in _named(grams, read.words, names, least)]
    return [name for name, _ in sorted(counted, key=lambda pair: (-pair[1], pair[0]))[:most]]


def _levels(read: Numbered, n_words: int, longest: int, rare: int) -> Iterator[_Grams]:
    """The n-grams of each length; one whose shorter parts are too rare is too rare itself."""
    words = grams = _recurring(1, np.arange(len(read.words)), read.words, n_words, read.texts, rare)
    yield grams
    for n in range(2, longest + 1):
        end = max(0, len(read.words) - n + 1)
        first, last = grams.at[:end], words.at[n - 1 :]
        whole = (first >= 0) & (last >= 0) & (read.texts[:end] == read.texts[n - 1 :])
        begins = np.flatnonzero(whole)
        keys = first[begins] * len(words.frequency) + last[begins]
        different, which = np.unique(keys, return_inverse=True)
        grams = _recurring(n, begins, which, len(different), read.texts, rare)
        yield grams


def _recurring(
    n: int, begins: np.ndarray, which: np.ndarray, many: int, texts: np.ndarray, rare: int
) -> _Grams:
    """Those of `many` n-grams that recur, by where ``(b,)`` each of which ``(b,)`` begins."""
    n_texts = int(texts[-1]) + 1 if len(texts) else 1
    pairs = np.sort(which.astype(np.int64) * n_texts + texts[begins])
    pairs = pairs[np.diff(pairs, prepend=-1) > 0]  # each n-gram once a text
    frequency = np.bincount(pairs // n_texts, minlength=many)
    kept = frequency >= rare
    renumbered = np.where(kept, kept.cumsum() - 1, -1)
    at = np.full(len(texts), -1)
    at[begins] = renumbered[which]
    return _Grams(n, frequency[kept], at)


def _named(
    grams: _Grams, words: np.ndarray, names: Sequence[str], least: int
) -> Iterator[tuple[str, int]]:
    """Each n-gram that at least so many texts hold, and how many do."""
    begins = np.flatnonzero(grams.at >= 0)
    example = np.empty(len(grams.frequency), np.int64)
    example[grams.at[begins]] = begins
    for number in np.flatnonzero(grams.frequency >= least):
        begin = example[number]
        name = " ".join(names[word] for word in words[begin : begin + grams.n])
        yield name, int(grams.frequency[number])
