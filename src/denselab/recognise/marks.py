"""The separate marks that ink makes on paper.

Responsible for finding what hangs together and for leaving out what cannot belong to a digit by its
size and place alone: specks, the rules of ruled paper, the edge of the sheet. Which marks make a
digit is told by `lines` and `digits`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.ndimage import (
    distance_transform_edt,
    find_objects,
    label,
    maximum_filter,
    maximum_filter1d,
    minimum_filter1d,
)

SOFT = 5  # pixels wide is the window in which a stroke's soft edge is counted to it
SPECK = 0.15  # of the usual height is what a mark has to have at least along one side
BROKEN = 1.0  # widths of a stroke that a gap in it may have, downwards
SPAN = 0.5  # of a side of the picture that a line along it has
ALONG = 0.6  # of a side of a mark's box that runs along the picture's border
MOST = 400  # marks of a picture that are looked at
DASH = (4.0, 1.0)  # widths of a dash at least, of its own height and of the usual one


@dataclass(frozen=True)
class Mark:
    """Ink that hangs together.

    Attributes:
        ink: ``(height, width)`` float32 from 0 to 1 within the box: this mark's alone.
        top: First row of the picture that the box has.
        left: First column.
    """

    ink: np.ndarray
    top: int
    left: int

    @property
    def height(self) -> int:
        """Rows of the box."""
        return self.ink.shape[0]

    @property
    def width(self) -> int:
        """Columns of the box."""
        return self.ink.shape[1]

    @property
    def bottom(self) -> int:
        """First row below the box."""
        return self.top + self.height

    @property
    def right(self) -> int:
        """First column right of the box."""
        return self.left + self.width


def find_marks(amount: np.ndarray) -> list[Mark]:
    """What hangs together in ink ``(height, width)``, 0 to 1, without edges, specks and dashes.

    Of more than `MOST` marks, which are no page of digits, the largest.
    """
    labels = _labels(amount > 0.5)
    grown = np.where(labels > 0, labels, maximum_filter(labels, SOFT))
    found = []
    for number, place in enumerate(find_objects(labels), start=1):
        ink = np.where(grown[place] == number, amount[place], 0).astype(np.float32)
        found.append(Mark(ink, place[0].start, place[1].start))
    found = sorted(found, key=lambda mark: mark.ink.size, reverse=True)[:MOST]
    return _without_dashes(_without_specks(_without_edges(found, amount.shape)))


def _labels(ink: np.ndarray) -> np.ndarray:
    """A number for each mark, 0 for paper: ink that hangs together, or is broken along its way
    down by less than a stroke is wide."""
    bridge = 2 * max(1, round(BROKEN * _stroke_width(ink) / 2)) + 1
    grown = maximum_filter1d(np.pad(ink, ((bridge, bridge), (0, 0))), bridge, axis=0)
    bridged = minimum_filter1d(grown, bridge, axis=0)[bridge:-bridge]
    labels, _ = label(bridged, np.ones((3, 3)))
    return np.where(ink, labels, 0)


def _stroke_width(ink: np.ndarray) -> float:
    """The usual width of strokes in pixels: on the middle line of a stroke, which is where it is
    furthest from paper, that is twice as far."""
    inside = distance_transform_edt(ink)
    middle = inside[(inside == maximum_filter(inside, 3)) & ink]
    return 2 * float(np.median(middle)) if len(middle) else 0.0


def usual_height(marks: Sequence[Mark]) -> float:
    """The height of most ink: the median of the marks' heights, weighed by their heights."""
    heights = np.sort([mark.height for mark in marks])
    share = np.cumsum(heights) / heights.sum()
    return float(heights[np.searchsorted(share, 0.5)])


def _without_specks(marks: list[Mark]) -> list[Mark]:
    if not marks:
        return []
    least = max(2.0, SPECK * usual_height(marks))
    return [mark for mark in marks if max(mark.height, mark.width) >= least]


def _without_dashes(marks: list[Mark]) -> list[Mark]:
    """Without lines under, over and between digits."""
    if not marks:
        return []
    own, usual = DASH[0], DASH[1] * usual_height(marks)
    return [mark for mark in marks if mark.width < own * mark.height or mark.width < usual]


def _without_edges(marks: list[Mark], shape: tuple[int, int]) -> list[Mark]:
    """Without what fills a corner of the picture or runs along its border: the sheet's edge, or
    what lies beyond it. Digits that are cut off there stay."""
    inside = [mark for mark in marks if not _is_edge(mark, shape)]
    return inside or marks


def _is_edge(mark: Mark, shape: tuple[int, int]) -> bool:
    height, width = shape
    ink = mark.ink > 0.5
    level = (mark.top == 0 and ink[0].mean() > ALONG) or (
        mark.bottom == height and ink[-1].mean() > ALONG
    )
    upright = (mark.left == 0 and ink[:, 0].mean() > ALONG) or (
        mark.right == width and ink[:, -1].mean() > ALONG
    )
    long = (level and mark.width > SPAN * width) or (upright and mark.height > SPAN * height)
    return long or (level and upright)  # along a side, or filling a corner
