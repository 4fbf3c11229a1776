"""The ink in a picture of paper, whatever its light and colours.

Responsible for telling ink from paper: which of the two is the darker one, what the light does, and
where a stroke's edge lies. Which ink belongs to a digit is told elsewhere.
"""

import numpy as np
from PIL import Image
from scipy.ndimage import gaussian_filter, grey_dilation, grey_erosion, median_filter

from denselab.recognise.shadows import without_shadows
from denselab.recognise.sheet import SMALL, reduced

REACH = 6  # a stroke is thinner than the shorter side of the picture divided by this
MAJORITY = 64  # pixels of the longer side at which is told what most of the picture is
FAINTEST = 0.15  # of the paper's light that ink must take away at least
NOISE = 3.0  # standard deviations of the paper that ink must differ by
GRAIN = 2.0  # standard deviations of the paper that the edge of a stroke must differ by
EDGE = 0.42  # of the depth of most ink: where a stroke ends, in thin grey lines, too


def find_ink(grey: np.ndarray) -> np.ndarray:
    """How much ink there is.

    Args:
        grey: ``(height, width)`` uint8.

    Returns:
        ``(height, width)`` float32 from 0, paper, to 1; 0.5 at the edge of a stroke.

    Example:
        >>> paper = np.full((40, 40), 230, np.uint8)
        >>> paper[10:30, 19:21] = 20
        >>> ink = find_ink(paper)
        >>> bool(ink[20, 20] == 1), bool(ink[5, 5] == 0)
        (True, True)
    """
    light = grey.astype(np.float32) / 255
    if _ink_is_bright(light):
        light = 1 - light
    depth, noise = _depth(light)
    contrast = _typical(depth)
    if contrast < max(FAINTEST, NOISE * noise):
        return np.zeros_like(depth)
    edge = max(EDGE * contrast, GRAIN * noise)
    return without_shadows(np.clip(depth / (2 * edge), 0, 1), light, depth)


def _ink_is_bright(light: np.ndarray) -> bool:
    """Whether what differs from most of its surroundings is brighter than they are."""
    small = _resized(light, reduced(light.shape, MAJORITY))
    window = 2 * (min(small.shape) // 3) + 1
    away = light - _resized(median_filter(small, window, mode="nearest"), light.shape)
    return float(np.power(away, 3).sum()) > 0  # the cube, because ink is what differs much


def _depth(light: np.ndarray) -> tuple[np.ndarray, float]:
    """How much of its paper's light each pixel lacks, ``(height, width)``, 0 to 1; and how far
    paper wavers by itself."""
    paper = _paper(light)
    lacking = (paper - light) / np.maximum(paper, 0.15)
    usual = float(np.median(lacking))  # of paper, because most is paper
    # Patterns and ink darken paper alone, so its bright side shows what is noise.
    noise = float(np.median(usual - lacking[lacking <= usual])) / 0.6745
    return np.clip(lacking - usual, 0, 1), noise


def _paper(light: np.ndarray) -> np.ndarray:
    """The light of the paper behind the ink, ``(height, width)``.

    Whatever is dark and narrower than a stroke may be is closed, on a small copy, because paper
    changes slowly.
    """
    small = median_filter(_resized(light, reduced(light.shape, SMALL)), 3)
    size = max(3, 2 * round(min(small.shape) / REACH / 2) + 1)
    # Windows at the border hold what lies in the picture alone: a stroke cut off there ends.
    grown = grey_dilation(small, size=(size, size), mode="constant", cval=0)
    closed = grey_erosion(grown, size=(size, size), mode="constant", cval=1)
    return _resized(gaussian_filter(closed, size / 6, mode="nearest"), light.shape)


def _resized(values: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    image = Image.fromarray(values.astype(np.float32))
    return np.asarray(image.resize((shape[1], shape[0]), Image.Resampling.BILINEAR))


def _typical(depth: np.ndarray) -> float:
    """The depth of most ink: the median over what Otsu's threshold (1979) calls ink."""
    counts, edges = np.histogram(depth, bins=256, range=(0, 1))
    middle = (edges[:-1] + edges[1:]) / 2
    below = np.cumsum(counts)
    total = np.cumsum(counts * middle)
    above = below[-1] - below
    with np.errstate(divide="ignore", invalid="ignore"):
        between = below * above * np.square(total / below - (total[-1] - total) / above)
    threshold = edges[1 + int(np.nanargmax(between))] if np.any(above > 0) else 1.0
    over = depth[depth > threshold]
    return float(np.median(over)) if len(over) else 0.0
