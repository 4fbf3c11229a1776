"""Ink is told from paper, whatever the light and the colours are."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.ndimage import gaussian_filter

from denselab.recognise.ink import find_ink

from .pictures import PAPER, shown, ten

INK = ten()
FEW = settings(max_examples=20)


def agreement(found: np.ndarray, drawn: np.ndarray) -> float:
    """Of two shares of ink, what they have in common of what either has."""
    one, other = found > 0.5, drawn > 0.5
    return float((one & other).sum() / (one | other).sum())


@FEW
@given(paper=st.integers(90, 255), share=st.floats(0, 0.5))
def test_dark_ink_on_light_and_light_ink_on_dark_are_the_same(paper, share):
    grey = shown(INK, paper, share * paper)
    dark, light = find_ink(grey), find_ink(255 - grey)
    np.testing.assert_allclose(light, dark, atol=1e-4)
    assert agreement(dark, INK) > 0.85


@FEW
@given(
    away=st.tuples(st.floats(-0.45, 0.45), st.floats(-0.45, 0.45)),
    bend=st.floats(0, 0.25),
    bright=st.booleans(),
)
def test_light_that_changes_slowly_changes_nothing(away, bend, bright):
    rows, columns = (np.linspace(-0.5, 0.5, side) for side in INK.shape)
    light = 1 + np.add.outer(away[0] * rows, away[1] * columns) - bend * rows[:, None] ** 2
    grey = shown(INK, 220 * light / light.max(), 30)
    found = find_ink(255 - grey if bright else grey)
    assert agreement(found, find_ink(shown(INK))) > 0.9


@FEW
@given(grain=st.floats(0, 12), seed=st.integers(0, 99))
def test_grain_changes_nothing(grain, seed):
    rough = np.random.default_rng(seed).normal(0, grain, INK.shape)
    grey = np.clip(shown(INK) + rough, 0, 255).astype(np.uint8)
    assert agreement(find_ink(grey), INK) > 0.85


@FEW
@given(level=st.integers(0, 255), shape=st.tuples(st.integers(1, 300), st.integers(1, 300)))
def test_one_colour_is_no_ink(level, shape):
    ink = find_ink(np.full(shape, level, np.uint8))
    assert not ink.any()


@FEW
@given(grain=st.floats(0.3, 12), blur=st.floats(0, 1.5), seed=st.integers(0, 99))
def test_the_grain_of_paper_is_no_ink(grain, blur, seed):
    rough = gaussian_filter(np.random.default_rng(seed).normal(0, 1, (240, 320)), blur)
    grey = np.clip(190 + grain * rough / rough.std(), 0, 255).astype(np.uint8)
    assert not find_ink(grey).any()


@FEW
@given(
    level=st.integers(120, 255),
    slope=st.tuples(st.floats(-0.4, 0.4), st.floats(-0.4, 0.4)),
)
def test_light_on_blank_paper_is_no_ink(level, slope):
    rows, columns = (np.linspace(0, 1, side) for side in (240, 320))
    light = level * (1 + np.add.outer(slope[0] * rows, slope[1] * columns))
    assert not find_ink(np.clip(light, 0, 255).astype(np.uint8)).any()


@FEW
@given(
    side=st.integers(60, 400),
    place=st.floats(0.15, 0.85),
    way=st.sampled_from(["down", "across", "diagonal"]),
    bright=st.booleans(),
)
def test_a_line_of_one_pixel_stays(side, place, way, bright):
    grey = np.full((side, side), PAPER, np.uint8)
    along, at = np.arange(side // 8, side - side // 8), int(place * side)
    rows, columns = {
        "down": (along, np.full_like(along, at)),
        "across": (np.full_like(along, at), along),
        "diagonal": (along, along),
    }[way]
    grey[rows, columns] = 20
    amount = find_ink(255 - grey if bright else grey)
    assert (amount[rows, columns] > 0.5).mean() > 0.95
    assert (amount > 0.5).sum() <= len(along)


def test_the_amount_is_a_share_and_half_of_it_is_the_edge():
    """Of a disc so large that grey pixels are at its edge alone, the area is found."""
    rows, columns = np.mgrid[:200, :280] + 0.5
    disc = np.clip(14 - np.hypot(rows - 90, columns - 120) + 0.5, 0, 1)
    amount = find_ink(shown(disc))
    assert amount.dtype == np.float32
    assert amount.min() >= 0
    assert amount.max() <= 1
    assert (amount > 0.5).sum() == pytest.approx(np.pi * 14**2, rel=0.08)
