"""The lines of ruled and squared paper, taken out of the ink.

Responsible for lines that run through the whole picture. What crosses them stays.
"""

import numpy as np
from scipy.ndimage import find_objects, label, maximum_filter1d, minimum_filter1d

LONG = 0.12  # of the picture's width: runs of a rule, which may rise a little, are so long
SPAN = 0.96  # of the picture's width that a rule spans
THICKEST = 0.02  # of the picture's longer side
CROSSING = 1.8  # a column of ink so many times as high as the rule is a stroke that crosses it


def without_rules(amount: np.ndarray) -> np.ndarray:
    """The ink ``(height, width)``, 0 to 1, without rules in either direction."""
    return _without_level(_without_level(amount).T).T


def _without_level(amount: np.ndarray) -> np.ndarray:
    height, width = amount.shape
    ink = amount > 0.5
    run = 2 * max(6, round(LONG * width / 2)) + 1
    thick = maximum_filter1d(ink, 3, axis=0)
    runs = maximum_filter1d(minimum_filter1d(thick, run, axis=1, mode="nearest"), run, axis=1)
    labels, _ = label(runs & thick, np.ones((3, 3)))
    rules = np.zeros_like(ink)
    for number, place in enumerate(find_objects(labels), start=1):
        across = place[1].stop - place[1].start
        rule = labels[place] == number
        thickness = np.median(rule.sum(axis=0))  # but where a stroke runs along it
        if across >= SPAN * width and thickness <= max(5, THICKEST * max(height, width)):
            rules[place] |= rule
    if not rules.any():
        return amount
    return np.where(maximum_filter1d(_uncrossed(ink, rules), 5, axis=0), 0, amount)


def _uncrossed(ink: np.ndarray, rules: np.ndarray) -> np.ndarray:
    """The rules but for the columns in which a stroke crosses them."""
    runs, n = label(ink | rules, np.array([[0, 1, 0], [0, 1, 0], [0, 1, 0]]))
    lengths = np.bincount(runs.ravel(), minlength=n + 1)
    usual = np.median(lengths[runs[rules]])
    return rules & (lengths[runs] <= CROSSING * usual)
