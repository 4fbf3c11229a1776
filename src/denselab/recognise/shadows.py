"""Shadows, which darken paper as ink does but do not end as strokes do.

Paper is brighter all along the edge of a stroke. A shadow that is wider than any stroke counts as
paper, and where it narrows it looks like ink that has no edge towards the wide part. Where it comes
into the picture it has none either. Along its soft rim the grain of the paper makes specks that are
hardly as dark as ink.
"""

import numpy as np
from scipy.ndimage import binary_erosion, gaussian_filter, label, maximum_filter, minimum_filter

WINDOW = 11  # pixels wide is the window in which the edge of a stroke rises, soft ones too
GRAIN = 1  # standard deviation in pixels of what smooths the grain of the paper
STEP = 0.5  # of what ink takes away from the light has to come back within that window
FULL = (0.9, 0.25)  # so dark is ink, in such a share of a mark at least, where shadows are about
OPEN = 0.25  # of a mark's edge may be none: rules of the paper and other marks may cross it


def without_shadows(ink: np.ndarray, light: np.ndarray, depth: np.ndarray) -> np.ndarray:
    """Ink without the marks that have an edge on some of their sides only, and without specks
    where there are such.

    Args:
        ink: ``(height, width)`` float32, 0 to 1, 0.5 at the edge of a stroke.
        light: ``(height, width)`` float32, where ink is dark.
        depth: How much of its paper's light each pixel lacks, 0 to 1.

    Example:
        >>> light = np.ones((60, 60), np.float32)
        >>> light[10:50, 20:] = 0.5
        >>> ink = np.where(light < 1, np.float32(1), 0)
        >>> ink[:, 30:] = 0  # taken for paper, because it is wide there
        >>> bool(without_shadows(ink, light, 1 - light).any())
        False
    """
    is_ink = ink > 0.5
    edge = is_ink & ~binary_erosion(is_ink, np.ones((3, 3)))
    labels, n = label(is_ink, np.ones((3, 3)))
    along = labels[edge]
    # Grain is smoothed away; of a thin line that takes as much on both sides.
    lacking = maximum_filter(gaussian_filter(depth, GRAIN), WINDOW)
    rises = _rise(gaussian_filter(light, GRAIN))[edge] >= STEP * lacking[edge]
    length = np.bincount(along, minlength=n + 1)
    flat = np.bincount(along, ~rises, minlength=n + 1)
    is_shadow = flat > OPEN * np.maximum(length, 1)
    if is_shadow.any():
        dark, share = FULL
        size, full = np.bincount(labels.ravel()), np.bincount(labels.ravel(), ink.ravel() >= dark)
        is_shadow |= full < share * size
        is_shadow[0] = False  # paper
    around = maximum_filter(np.where(is_shadow[labels], labels, 0), WINDOW)
    return np.where((around > 0) & ((labels == 0) | is_shadow[labels]), 0, ink)


def _rise(light: np.ndarray) -> np.ndarray:
    """By how much the light changes close to each pixel, as a share of the brightest there."""
    brightest, darkest = (each(light, WINDOW) for each in (maximum_filter, minimum_filter))
    return (brightest - darkest) / np.maximum(brightest, 0.15)
