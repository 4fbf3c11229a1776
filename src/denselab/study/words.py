"""How texts become inputs."""

from typing import Annotated

from pydantic import Field

from denselab.study.group import Group
from denselab.study.values import Count, Weighting


class WordSettings(Group):
    """How texts become inputs.

    Attributes:
        weighting: ``"binary"`` tells whether a word occurs, ``"counts"`` how often, ``"tfidf"``
            weighs that by how rare the word is, and brings each text to the same length.
        ngrams: Up to so many words that follow one another count as a word, too.
        vocabulary: The most words, those that tell the classes of the training texts apart best.
        ratio: Whether words are scaled by their naive-Bayes log-count ratio (Wang & Manning 2012,
            Baselines and Bigrams).
        rare: A word in fewer training texts is left out.
    """

    _prefix = "words."
    weighting: Weighting = "binary"
    ngrams: Annotated[int, Field(ge=1, le=3)] = 1
    vocabulary: Annotated[int, Field(ge=1, le=2**24 - 1)] = 20_000
    ratio: bool = False
    rare: Count = 2
