"""Marks in the order in which one reads: line by line, from left to right.

Responsible for the lines and their tilt. What the marks say is told by `digits`.
"""

import math

import numpy as np

from denselab.recognise.marks import Mark, usual_height

MOST_TILT = 20  # degrees that lines of digits may rise or fall
WORTH_IT = 1.05  # a tilt must sort the marks so many times as well as level lines
SAME_LINE = 0.5  # of the usual height by which the middles of marks in one line may differ
LARGE = 0.5  # of the usual height that a mark has to have to make a line
NEAR = 0.8  # of the usual height that a small mark may be away from the middle of its line


def tilt(marks: list[Mark]) -> float:
    """By how many degrees the lines fall to the right; 0 where too few marks could tell."""
    large = _large(marks)
    if len(large) < 4:
        return 0.0
    unit = usual_height(marks)
    angles = np.arange(-MOST_TILT, MOST_TILT + 1)
    sharpness = np.array([_sharpness(large, math.radians(angle), unit) for angle in angles])
    best, level = int(sharpness.argmax()), MOST_TILT
    return float(angles[best]) if sharpness[best] > WORTH_IT * sharpness[level] else 0.0


def lines(marks: list[Mark]) -> list[list[Mark]]:
    """The marks of each line from left to right, the topmost line first."""
    if not marks:
        return []
    unit = usual_height(marks)
    found: list[list[Mark]] = []
    for mark in sorted(_large(marks), key=_middle):
        if found and _middle(mark) - np.mean([_middle(m) for m in found[-1]]) < SAME_LINE * unit:
            found[-1].append(mark)
        else:
            found.append([mark])
    middles = np.array([np.mean([_middle(mark) for mark in line]) for line in found])
    for mark in marks:
        if mark.height < LARGE * unit:
            away = np.abs(middles - _middle(mark))
            if away.min() < NEAR * unit:
                found[int(away.argmin())].append(mark)
    return [sorted(line, key=lambda mark: mark.left) for line in found]


def _large(marks: list[Mark]) -> list[Mark]:
    least = LARGE * usual_height(marks) if marks else 0
    return [mark for mark in marks if mark.height >= least]


def _middle(mark: Mark) -> float:
    return mark.top + mark.height / 2


def _sharpness(marks: list[Mark], angle: float, unit: float) -> float:
    """How well lines at an angle part the marks: the energy of their profile across the lines."""
    across = np.array([_middle(m) - math.tan(angle) * (m.left + m.width / 2) for m in marks])
    away = np.subtract.outer(across, across) / unit
    return float(np.exp(-np.square(away / 0.25)).sum())
