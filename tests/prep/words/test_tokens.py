"""What a word is."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from denselab.prep.words.tokens import Closed, Growing, numbered, places_of, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        ("... -- <br />", []),
        ("I'd DON’T 'quote' rock'n'roll", ["i'd", "don’t", "quote", "rock'n'roll"]),
        ("they wo n't , they ca n't", ["they", "wo", "n't", "they", "ca", "n't"]),
        ("A 10/10!! Why?", ["a", "10", "10", "!", "!", "why", "?"]),
        ("end.<br /><br />Next <i>one</i>", ["end", "next", "one"]),
        ("<a href='x'>link</A>", ["link"]),
        ("1 < 2 and 4 > 3, I <3 it", ["1", "2", "and", "4", "3", "i", "3", "it"]),
        ("чай naïve 東京", ["чай", "naïve", "東京"]),
    ],
)
def test_words(text, words):
    assert words_of(text) == words


# All characters, but none of those that a newer Unicode may make letters.
some = st.text(st.characters(exclude_categories=["Cn"])) | st.text("ab !<>'’_\ud800e\u0301½ǅ٣")


@given(texts=st.lists(some))
def test_numbers_lead_back_to_words_and_texts(texts):
    growing = Growing()
    read = numbered(texts, growing)
    names = list(growing)
    for row, text in enumerate(texts):
        assert [names[word] for word in read.words[read.texts == row]] == words_of(text)
    known = Closed({name: number for number, name in enumerate(names[:1])})
    assert set(numbered(texts, known).words.tolist()) <= {0, -1}


def test_numbers_are_the_same_however_many_texts_there_are():
    texts = [f"{n} of {n // 7} so<br>{'!' * (n % 3)}" for n in range(3000)]
    growing, one_by_one = Growing(), Growing()
    read = numbered(texts, growing)
    alone = [numbered([text], one_by_one).words for text in texts]
    assert list(growing) == list(one_by_one)
    assert (read.words == np.concatenate(alone)).all()
    assert (np.bincount(read.texts) == [len(words) for words in alone]).all()


@given(text=st.text(alphabet="aB ÀΣİ!'’<>/"))
def test_words_stand_where_they_are_said_to(text):
    places = places_of(text)
    assert [place.word for place in places] == words_of(text)
    for word, start, end in places:
        assert word in text[start:end].lower().replace("ς", "σ") or "ς" in word
