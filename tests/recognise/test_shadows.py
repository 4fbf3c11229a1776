"""Shadows are no ink, and ink is no shadow."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from scipy.ndimage import gaussian_filter

from benchmarks.blank_pages import SIZE, paper, shadow
from denselab.handwriting.pens import skeletons, sketch
from denselab.recognise.ink import find_ink
from denselab.recognise.marks import find_marks
from denselab.recognise.shadows import without_shadows


def digit(rng: np.random.Generator) -> np.ndarray:
    """A digit's ink on a page, 0 to 1."""
    styles = list(skeletons()[str(rng.integers(10))].values())
    side = int(rng.integers(60, 420))
    drawn = sketch(styles[rng.integers(len(styles))], rng)
    small = np.asarray(Image.fromarray(drawn).resize((side, side)))
    page = np.zeros(SIZE, np.float32)
    top, left = (int(rng.integers(0, size - side)) for size in SIZE)
    page[top : top + side, left : left + side] = small
    return gaussian_filter(page, rng.uniform(0, 2))


@settings(max_examples=30)
@given(seed=st.integers(0, 2**32))
def test_of_ink_nothing_is_taken_for_a_shadow(seed):
    rng = np.random.default_rng(seed)
    ink = digit(rng)
    light = (paper(rng) / 255 * (1 - rng.uniform(0.4, 0.9) * ink)).astype(np.float32)
    seen = np.clip(ink / 0.84, 0, 1)
    np.testing.assert_array_equal(without_shadows(seen, light, ink * 0.6), seen)


@pytest.mark.parametrize("seed", range(100, 110))
def test_a_shadow_leaves_hardly_a_mark(seed):
    page = np.clip(shadow(np.random.default_rng(seed)), 0, 255).astype(np.uint8)
    marks = find_marks(find_ink(page))
    assert sum(mark.ink.size for mark in marks) < 0.1 * page.size


@pytest.mark.parametrize(("middle", "is_ink"), [(0, False), (40, True)])
def test_a_dark_patch_at_the_border_of_the_picture_is_a_shadow(middle, is_ink):
    rows, columns = np.mgrid[:80, :80]
    patch = np.hypot(rows - 40, columns - middle) < 20
    light = np.where(patch, 0.5, 1).astype(np.float32)
    found = without_shadows(patch.astype(np.float32), light, 1 - light)
    assert found.any() == is_ink
