"""What in a row is a number, and what are words with letters that look like digits."""

import numpy as np
import pytest

from denselab.recognise.digits import Proposal
from denselab.recognise.marks import Mark
from denselab.recognise.writing import Seen, numbers, words

HEIGHT = 20
#: ``d``: a digit, ``c``: one that was cut out, ``u``: an unlikely one, ``x``: a letter, ``.``: a
#: dot, a space: a space between words.
PROBABILITY = {"d": 1.0, "c": 1.0, "u": 0.4, "x": None, ".": None}


def row_of(text: str) -> list[Seen]:
    """Marks of 12 pixels, 4 pixels apart, as they were read."""
    row = []
    for place, letter in enumerate(text):
        if letter != " ":
            mark = Mark(np.ones((HEIGHT, 12), np.float32), 0, 16 * place)
            what = Proposal(
                place, place, mark, gaps=0.0, parts=int(letter == "c"), small=letter == "."
            )
            row.append(Seen(what, PROBABILITY[letter]))
    return row


def told(text: str) -> str:
    row = iter(numbers(row_of(text), HEIGHT))
    return "".join(letter for letter in text if letter != " " and next(row))


@pytest.mark.parametrize(
    "text",
    [
        "d",
        "dx",  # the open top of a 4, apart
        "ddddxx",  # an amount and its currency
        "d.d.ddd",
        "cccc",  # all of them touch
        "xxx dddd",  # CHF 1990
        "ddd xx",  # 150 kg
        "ddx ddd",
    ],
)
def test_all_digits_of_a_number_are_told(text):
    assert told(text) == text.replace(" ", "").replace("x", "").replace(".", "")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("xxddd", ""),  # Hello
        ("xxddd dddd", "dddd"),  # Hello 2026
        ("dxx", ""),
        ("uu", ""),  # nothing that looks like a digit
        ("ccx", ""),
        ("x", ""),
        ("", ""),
    ],
)
def test_of_words_nothing_is_told(text, left):
    assert told(text) == left


def test_words_are_parted_at_spaces():
    assert [len(word) for word in words(row_of("dd xd  x"), HEIGHT)] == [2, 2, 1]
