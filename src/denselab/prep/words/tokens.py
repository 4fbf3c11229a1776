"""What a word is, and texts as rows of numbered words.

Responsible for dividing a text. Which words a network reads is decided elsewhere.
"""

import os
import re
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np

UNKNOWN = -1
_AT_A_TIME = 1024  # texts that a thread divides

#: Letters and digits, with apostrophes inside ("don't", and the "n't" of texts that come divided),
#: and the two marks that tell a mood. On validation, leaving out words of one letter was worse on
#: reviews, and more punctuation, or dividing at apostrophes, made no difference.
WORD = re.compile(r"\w+(?:['’]\w+)*|[!?]")
TAG = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)
# The same for polars, whose \w holds marks that combine with letters, too.
_WORD = WORD.pattern.replace(r"\w", r"[\p{L}\p{N}_]")
_SURROGATES = re.compile("[\ud800-\udfff]")  # which are no characters, and no words either


class Growing(dict[str, int]):
    """Numbers words in the order in which they are first met."""

    def __missing__(self, word: str) -> int:
        self[word] = number = len(self)
        return number


class Closed(dict[str, int]):
    """Knows its own words alone; the number of any other is `UNKNOWN`."""

    def __missing__(self, word: str) -> int:
        return UNKNOWN


class Numbered(NamedTuple):
    """The words of several texts, one after the other.

    Attributes:
        words: Number of each word, ``(m,)`` int32.
        texts: The text that it stands in, ``(m,)`` int32, ascending.
    """

    words: np.ndarray
    texts: np.ndarray


def words_of(text: str) -> list[str]:
    """The words of a text in lower case, HTML tags left out.

    Example:
        >>> words_of("<br />I don't like it!")
        ['i', "don't", 'like', 'it', '!']
    """
    return WORD.findall(_without_tags(text))


def _without_tags(text: str) -> str:
    lower = text.lower()
    return TAG.sub(" ", lower) if "<" in lower else lower


class Place(NamedTuple):
    """A word, and where in its text it stands: from ``start`` up to ``end``."""

    word: str
    start: int
    end: int


def places_of(text: str) -> list[Place]:
    """The same words with where they stand, for showing them in their text.

    Example:
        >>> places_of("<i>Not</i> good")
        [Place(word='not', start=3, end=6), Place(word='good', start=11, end=15)]
    """
    origin = [at for at, letter in enumerate(text) for _ in letter.lower()]  # "İ" becomes two
    blank = TAG.sub(lambda tag: " " * len(tag[0]), text.lower())
    return [
        Place(found[0], origin[found.start()], origin[found.end() - 1] + 1)
        for found in WORD.finditer(blank)
    ]


def numbered(texts: Sequence[str] | np.ndarray, numbers: Mapping[str, int]) -> Numbered:
    """The words of the texts by their numbers.

    Example:
        >>> numbered(["a b", "b"], Growing())
        Numbered(words=array([0, 1, 1], dtype=int32), texts=array([0, 0, 1], dtype=int32))
    """
    parts = [texts[begin : begin + _AT_A_TIME] for begin in range(0, len(texts), _AT_A_TIME)]
    words, lengths = [np.empty(0, np.int32)], [np.empty(0, np.int64)]
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        for divided in threads.map(_divided, parts):  # in their order, as numbers may grow
            known = np.fromiter(map(numbers.__getitem__, divided.names), np.int32)
            words.append(known[divided.words])
            lengths.append(divided.lengths)
    which = np.repeat(np.arange(len(texts), dtype=np.int32), np.concatenate(lengths))
    return Numbered(np.concatenate(words), which)


class _Divided(NamedTuple):
    """Texts in words: ``names`` that differ, in the order in which they are met; ``words``, each a
    place in ``names``, of all texts ``(m,)``; and ``lengths``, words a text ``(n,)``."""

    names: list[str]
    words: np.ndarray
    lengths: np.ndarray


def _divided(texts: Sequence[str]) -> _Divided:
    """What `words_of` does, by polars, which lets other threads run and takes half the time."""
    import polars as pl  # takes time to load, and reports of images need this module, too

    blank = [_without_tags(text) for text in texts]
    try:
        series = pl.Series(blank, dtype=pl.String)
    except UnicodeEncodeError:
        series = pl.Series([_SURROGATES.sub(" ", text) for text in blank], dtype=pl.String)
    found = series.str.extract_all(_WORD)
    words = found.explode().drop_nulls()
    names = words.unique(maintain_order=True)
    places = words.cast(pl.Enum(names)).to_physical()
    return _Divided(names.to_list(), places.to_numpy(), found.list.len().to_numpy())
