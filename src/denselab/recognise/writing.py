"""Rows that are rather writing than numbers: some letters look like digits, l and o above all.

Responsible for judging a row as a whole, after it has been read. What each mark in it may be is
told by `digits`.
"""

from collections.abc import Sequence

from denselab.recognise.digits import Proposal

MOSTLY = 0.5  # of what stands in a row has to be digits, or it is writing
CUT_OUT = 0.5  # of a digit counts there what had to be cut out of a mark
LIKELY = 0.5  # probability from which it counts there, whatever confidence is asked for
STRAYS = 0.5  # of as many marks as digits may be none, and one always


def is_writing(digits: Sequence[tuple[Proposal, float]], strays: Sequence[Proposal]) -> bool:
    """Whether a row is no number but a word, or whatever else is mostly no digits.

    Args:
        digits: What was read as digits, each with its probability.
        strays: What was read as none.
    """
    likely = [each for each, probability in digits if probability >= LIKELY]
    weight = sum(CUT_OUT if each.parts else 1.0 for each in likely)
    none = sum(not each.small for each in strays)
    large = none + sum(not each.small for each, _ in digits)
    return weight < MOSTLY * large or none > max(1, STRAYS * len(likely))
