"""Writing beside numbers: some of its letters look like digits, l and o above all.

Responsible for judging a row and its words as a whole, after each mark in them has been read. What
a mark may be is told by `digits`.
"""

from collections.abc import Sequence
from typing import NamedTuple

from denselab.recognise.digits import Proposal

MOSTLY = 0.5  # of what stands in a row has to be digits, or it is writing
CUT_OUT = 0.5  # of a digit counts there what had to be cut out of a mark
LIKELY = 0.5  # probability from which it counts there, whatever confidence is asked for
LETTERS = 0.5  # for each digit that a number may have beside it; a single one it always may
SPACE = 0.4  # between two words at least, of the height of their line


class Seen(NamedTuple):
    """Marks in a row, and what they were read as.

    Attributes:
        marks: Those that were taken together.
        probability: Of the likeliest digit; ``None`` where they were read as none.
    """

    marks: Proposal
    probability: float | None

    @property
    def is_likely(self) -> bool:
        """Whether it is a digit more likely than not."""
        return self.probability is not None and self.probability >= LIKELY

    @property
    def is_letter(self) -> bool:
        """Whether it is none, and no speck or dot either."""
        return self.probability is None and not self.marks.small


def numbers(row: Sequence[Seen], height: float) -> list[bool]:
    """Which of what was seen in a row are digits of a number.

    Args:
        row: From left to right.
        height: Of its line, in pixels.
    """
    if _is_writing(row):
        return [False] * len(row)
    told = []
    for word in words(row, height):
        is_word = _is_word(word)
        told += [each.probability is not None and not is_word for each in word]
    return told


def words(row: Sequence[Seen], height: float) -> list[list[Seen]]:
    """The parts of a row between its spaces."""
    found: list[list[Seen]] = []
    end = 0
    for each in row:
        mark = each.marks.mark
        if found and mark.left - end < SPACE * height:
            found[-1].append(each)
        else:
            found.append([each])
        end = max(end, mark.right)
    return found


def _is_writing(row: Sequence[Seen]) -> bool:
    digits = sum(CUT_OUT if each.marks.parts else 1.0 for each in row if each.is_likely)
    return digits < MOSTLY * sum(not each.marks.small for each in row)


def _is_word(word: Sequence[Seen]) -> bool:
    digits = sum(each.is_likely for each in word)
    return sum(each.is_letter for each in word) > max(1, LETTERS * digits)
