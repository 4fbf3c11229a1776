"""What lies around a sheet is no ink, and how the sheet lies is found."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.ndimage import gaussian_filter, rotate

from denselab.recognise.sheet import find_sheet

from .pictures import shown, ten

TABLE, SHEET = 45, 225


def on_a_table(degrees: float) -> tuple[np.ndarray, np.ndarray]:
    """A sheet with writing, turned counter-clockwise; and what is sheet of the picture."""
    grey, sheet = np.full((400, 480), float(TABLE)), np.zeros((400, 480))
    grey[50:350, 50:430] = shown(ten((300, 380)), SHEET)
    sheet[50:350, 50:430] = 1
    turned = rotate(grey, degrees, reshape=False, order=1, cval=TABLE)
    return turned.astype(np.uint8), rotate(sheet, degrees, reshape=False, order=1) > 0.5


@settings(max_examples=20)
@given(st.floats(-40, 40))
def test_a_turned_sheet_is_turned_back_and_nothing_beyond_it_stays(degrees):
    grey, inside = on_a_table(degrees)
    sheet = find_sheet(grey)
    assert sheet.angle == pytest.approx(-degrees, abs=2)
    assert sheet.grey.shape == grey.shape
    assert sheet.grey[~inside].min() > SHEET - 20
    kept = sheet.grey[inside] == grey[inside]
    assert kept.mean() > 0.85  # all but a rim
    assert (sheet.grey < 100).sum() == pytest.approx(((grey < 100) & inside).sum(), rel=0.02)


def test_a_sheet_that_fills_the_picture_is_left_alone():
    grey = shown(ten())
    sheet = find_sheet(grey)
    assert sheet.angle == 0
    assert np.array_equal(sheet.grey, grey)


def test_dark_paper_with_light_strokes_is_no_table():
    grey = 255 - shown(ten())
    sheet = find_sheet(grey)
    assert sheet.angle == 0
    assert np.array_equal(sheet.grey, grey)


@pytest.mark.parametrize("level", [0, 128, 255])
@pytest.mark.parametrize("shape", [(1, 1), (3, 200), (240, 320)])
def test_one_colour_is_left_alone(level, shape):
    grey = np.full(shape, level, np.uint8)
    assert np.array_equal(find_sheet(grey).grey, grey)


def test_a_shadow_is_no_table():
    """It has no edge: what lies in it stays as it is, writing above all."""
    rows, columns = np.mgrid[:240, :320]
    shadow = gaussian_filter((rows + columns < 200).astype(float), 25)
    grey = shown(ten((240, 320)), 225 * (1 - 0.6 * shadow))
    sheet = find_sheet(grey)
    assert sheet.angle == 0
    assert np.array_equal(sheet.grey, grey)


@pytest.mark.parametrize("turns", range(2))
def test_squared_paper_in_a_slanting_light_is_no_table(turns):
    """Where the light is half-way, what is darker ends at the rules: that is no sheet's edge."""
    light = np.broadcast_to(np.linspace(150, 240, 480)[:, None], (480, 640))
    page = np.rot90(light, turns).copy()
    page[24::24] *= 0.7
    page[:, 24::24] *= 0.7
    grey = page.astype(np.uint8)
    sheet = find_sheet(grey)
    assert sheet.angle == 0
    assert np.array_equal(sheet.grey, grey)
