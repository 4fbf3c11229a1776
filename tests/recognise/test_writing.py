"""Which rows are numbers, and which are words with letters that look like digits."""

from dataclasses import replace

import numpy as np
import pytest

from denselab.recognise.digits import Proposal
from denselab.recognise.marks import Mark
from denselab.recognise.writing import is_writing

MARK = Proposal(0, 0, Mark(np.ones((20, 12), np.float32), 0, 0), gaps=0.0, parts=0, small=False)
CUT = replace(MARK, parts=1)
SMALL = replace(MARK, small=True)


def digits(*marks: Proposal, probability: float = 1.0) -> list[tuple[Proposal, float]]:
    return [(mark, probability) for mark in marks]


@pytest.mark.parametrize(
    ("read", "strays"),
    [
        (digits(MARK), []),
        (digits(MARK), [MARK]),  # the open top of a 4, apart
        (digits(*4 * [MARK]), [MARK, MARK]),  # an amount and its currency
        (digits(*3 * [MARK]), 9 * [SMALL]),  # dots between them
        (digits(*4 * [CUT]), []),  # all of them touch
    ],
)
def test_a_number_is_no_writing(read, strays):
    assert not is_writing(read, strays)


@pytest.mark.parametrize(
    ("read", "strays"),
    [
        (digits(*3 * [MARK]), [MARK, MARK]),  # Hello
        (digits(MARK), [MARK, MARK]),
        (digits(MARK, MARK, probability=0.4), []),  # nothing that looks like a digit
        (digits(CUT, CUT), [MARK]),
        ([], [MARK]),
    ],
)
def test_letters_are_writing(read, strays):
    assert is_writing(read, strays)


def test_nothing_at_all_is_no_writing():
    assert not is_writing([], [])
