"""What a word is, and texts as rows of numbered words.

Responsible for dividing a text. Which words a network reads is decided elsewhere.
"""

import re
from array import array
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np

UNKNOWN = -1

#: Letters and digits, with apostrophes inside ("don't", and the "n't" of texts that come divided),
#: and the two marks that tell a mood. On validation, leaving out words of one letter was worse on
#: reviews, and more punctuation, or dividing at apostrophes, made no difference.
WORD = re.compile(r"\w+(?:['’]\w+)*|[!?]")
TAG = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)


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
    lower = text.lower()
    return WORD.findall(TAG.sub(" ", lower) if "<" in lower else lower)


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


def numbered(texts: Iterable[str], numbers: Mapping[str, int]) -> Numbered:
    """The words of the texts by their numbers.

    Example:
        >>> numbered(["a b", "b"], Growing())
        Numbered(words=array([0, 1, 1], dtype=int32), texts=array([0, 0, 1], dtype=int32))
    """
    words, ends = array("i"), array("q", [0])
    for text in texts:
        words.extend(map(numbers.__getitem__, words_of(text)))
        ends.append(len(words))
    lengths = np.diff(np.array(ends))
    return Numbered(
        np.array(words, np.int32), np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)
    )
