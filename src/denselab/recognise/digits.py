"""The digits of one line: which marks belong together, and which have to be cut.

Responsible for proposing glyphs, single marks, marks together and parts of marks, and for choosing
among all ways of reading the line the one that a network finds likeliest. The network is asked for
all proposals at once.

Source: over-segmentation and the cheapest path, as in LeCun et al. (1998), section VII.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.ndimage import gaussian_filter1d

from denselab.recognise.marks import Mark

MOST_PIECES = 4  # that make one digit
WIDEST = 1.6  # width of a digit, of the height of its line
NARROWEST = 0.12  # width of what a cut may leave, of the height of the line
WIDE = 0.75  # a mark wider than this, of the height of the line, may be several digits
NECK = 0.95  # a cut between two rings goes where both are so high at most, of the line's height
VALLEY = 0.45  # any other cut goes through so much ink at most, of the height of the line

CUT = 0.35  # what leaving off a part of a mark costs, in nats
CUT_ALONE = 0.8  # the same in a line without any mark that is a digit by itself
CLEAR = 0.9  # probability of such a digit
GAP = 1.5  # what it costs to take marks together, for a gap as wide as a fifth of the height
SMALL = 0.4  # of the height of the line: what is smaller is hardly a digit
SMALL_DIGIT = 3.0  # what it costs to read such a mark as a digit
STRAY = 1.2  # what it costs to read a mark as no digit, beside the network's doubts
SMALL_STRAY = 0.3
LEAST = 1e-4  # probabilities are not taken to be smaller


@dataclass(frozen=True)
class Piece:
    """A mark, or a part of one between two cuts.

    Attributes:
        mark: The ink.
        whole: The number of the mark in its line that it is of.
    """

    mark: Mark
    whole: int


@dataclass(frozen=True)
class Proposal:
    """Pieces that may be one digit.

    Attributes:
        first: The number of the first piece.
        last: The number of the last one.
        mark: Their ink together.
        gaps: What the gaps between them speak against taking them together, in nats.
        parts: How many of their marks they have only a part of.
        small: Whether they are so small that they are hardly a digit.
    """

    first: int
    last: int
    mark: Mark
    gaps: float
    parts: int
    small: bool


def pieces(line: Sequence[Mark], height: float) -> list[Piece]:
    """The marks of a line, wide ones cut where little ink would be cut through."""
    found = [Piece(part, whole) for whole, mark in enumerate(line) for part in _parts(mark, height)]
    return sorted(found, key=lambda piece: piece.mark.left + piece.mark.width / 2)


def uncut(line: Sequence[Mark]) -> list[Piece]:
    """The marks of a line, none of them cut."""
    return [Piece(mark, number) for number, mark in enumerate(line)]


def proposals(found: Sequence[Piece], height: float) -> list[Proposal]:
    """All neighbouring pieces that could be one digit."""
    proposed = []
    for first in range(len(found)):
        for last in range(first, min(first + MOST_PIECES, len(found))):
            together = found[first : last + 1]
            mark = joined([piece.mark for piece in together])
            if last > first and mark.width > WIDEST * height:
                break
            small = max(mark.height, mark.width) < SMALL * height
            gaps, parts = _gaps(together, height), _parts_of(together, found)
            proposed.append(Proposal(first, last, mark, gaps, parts, small))
    return proposed


def cheapest(
    proposed: Sequence[Proposal], digit: np.ndarray, stray: np.ndarray
) -> list[tuple[int, bool]]:
    """The cheapest way to read a line.

    Args:
        proposed: All that its pieces could be.
        digit: Probability of the likeliest digit, ``(proposals,)``.
        stray: Probability that it is no digit, ``(proposals,)``.

    Returns:
        Numbers of proposals from left to right, and whether each is a digit.
    """
    costs = _costs(proposed, digit, stray)  # (proposals, 2): as a digit, as none
    by_last: dict[int, list[int]] = {}
    for number, each in enumerate(proposed):
        by_last.setdefault(each.last, []).append(number)
    best: list[tuple[float, int, bool]] = [(0.0, -1, False)]  # cost so far, proposal, is digit
    for last in range(len(by_last)):
        ways = [
            (best[proposed[number].first][0] + costs[number, 1 - is_digit], number, is_digit)
            for number in by_last[last]
            for is_digit in (True, False)
        ]
        best.append(min(ways))
    path, end = [], len(best) - 1
    while end > 0:
        _, number, is_digit = best[end]
        path.append((number, is_digit))
        end = proposed[number].first
    return path[::-1]


def _costs(proposed: Sequence[Proposal], digit: np.ndarray, stray: np.ndarray) -> np.ndarray:
    """What it costs to read each proposal as a digit and as none, in nats, ``(proposals, 2)``."""
    small = np.array([each.small for each in proposed])
    parts = np.array([each.parts for each in proposed])
    gaps = np.array([each.gaps for each in proposed])
    clear = np.any((parts == 0) & ~small & (digit > CLEAR))
    together = gaps + (CUT if clear else CUT_ALONE) * parts
    as_digit = -np.log(np.maximum(digit, LEAST)) + SMALL_DIGIT * small
    as_stray = np.where(small, SMALL_STRAY, STRAY - np.log(np.maximum(stray, LEAST)))
    return together[:, None] + np.stack([as_digit, as_stray], axis=1)


def joined(marks: Sequence[Mark]) -> Mark:
    """The ink of several marks as one."""
    if len(marks) == 1:
        return marks[0]
    top, left = min(mark.top for mark in marks), min(mark.left for mark in marks)
    bottom, right = max(mark.bottom for mark in marks), max(mark.right for mark in marks)
    ink = np.zeros((bottom - top, right - left), np.float32)
    for mark in marks:
        place = ink[mark.top - top : mark.bottom - top, mark.left - left : mark.right - left]
        np.maximum(place, mark.ink, out=place)
    return Mark(ink, top, left)


def _parts(mark: Mark, height: float) -> list[Mark]:
    if mark.width < WIDE * height or mark.width < 8:
        return [mark]
    borders = [0, *_cuts(mark, height), mark.width]
    return [
        _trimmed(Mark(mark.ink[:, left:right], mark.top, mark.left + left))
        for left, right in pairwise(borders)
    ]


def _cuts(mark: Mark, height: float) -> list[int]:
    """Columns in which a wide mark may be cut: where its outline is lowest, as between two rings,
    and where it has least ink, as in a line that joins two digits."""
    blur, least = max(0.5, 0.03 * height), NARROWEST * height
    extent = gaussian_filter1d(_extent(mark), blur, mode="nearest")
    amount = gaussian_filter1d(mark.ink.sum(axis=0), blur, mode="constant")
    chosen: list[int] = []
    for profile, most in ((extent, NECK), (amount, VALLEY)):
        valley = (profile[1:-1] <= profile[:-2]) & (profile[1:-1] < profile[2:])
        columns = 1 + np.flatnonzero(valley & (profile[1:-1] < most * height))
        for column in columns[np.argsort(profile[columns])].tolist():
            apart = all(abs(column - other) >= least for other in chosen)
            if apart and least <= column <= mark.width - least:
                chosen.append(column)
    return sorted(chosen)


def _extent(mark: Mark) -> np.ndarray:
    """From the topmost ink of each column to its lowest, ``(width,)`` float64."""
    ink = mark.ink > 0.5
    first, last = ink.argmax(axis=0), mark.height - ink[::-1].argmax(axis=0)
    return np.where(ink.any(axis=0), last - first, 0).astype(np.float64)


def _trimmed(mark: Mark) -> Mark:
    rows = np.flatnonzero((mark.ink > 0.5).any(axis=1))
    if len(rows) == 0:
        return mark
    return Mark(mark.ink[rows[0] : rows[-1] + 1], mark.top + int(rows[0]), mark.left)


def _parts_of(together: Sequence[Piece], found: Sequence[Piece]) -> int:
    """How many marks some pieces are of, but not all of their pieces."""
    whole = Counter(piece.whole for piece in found)
    return sum(n < whole[mark] for mark, n in Counter(p.whole for p in together).items())


def _gaps(together: Sequence[Piece], height: float) -> float:
    """What speaks against taking pieces together that stand apart."""
    cost, end = 0.0, None
    for mark in sorted((piece.mark for piece in together), key=lambda mark: mark.left):
        if end is not None:
            cost += GAP * max(0.0, mark.left - end) / (0.2 * height)
        end = max(end or 0, mark.right)
    return cost
