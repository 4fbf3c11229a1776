import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.ndimage import center_of_mass, distance_transform_edt, zoom

from denselab import data
from denselab.handwriting import BOX, SIDE, glyph
from denselab.handwriting.glyph import CENTRE, THICKEST, THINNEST


def ring(size: int, radius: float, pen: float) -> np.ndarray:
    """A 0 of a radius, drawn with a pen, in the middle of a picture: ``(size, size)``."""
    rows, columns = np.mgrid[:size, :size] + 0.5 - size / 2
    away = np.abs(np.hypot(rows, columns) - radius)
    return np.clip(pen / 2 - away + 0.5, 0, 1)


def stroke_width(image: np.ndarray) -> float:
    """Of a ring in an image: its ink, divided by the length of its middle line."""
    ink = image / 255.0
    outer = np.count_nonzero(ink.max(axis=0) > 0.5) / 2
    width = 2.0
    for _ in range(20):
        width = ink.sum() / (2 * np.pi * (outer - width / 2))
    return width


def test_digits_of_mnist_stay_as_they_are() -> None:
    images = data.load("mnist-5k").x_train[::25]
    anew = np.stack([glyph(image / 255) for image in images]).astype(int)
    # Two soft edges that lie half a pixel apart differ by some grey levels of all pixels' mean.
    assert np.median(np.abs(anew - images).mean(axis=(1, 2))) < 9
    assert np.corrcoef(anew.ravel(), images.ravel())[0, 1] > 0.95


@given(st.floats(20, 120), st.floats(0.02, 0.5), st.integers(0, 30), st.integers(0, 30))
def test_size_and_place_are_those_of_mnist(radius, share, down, across) -> None:
    pen = max(1.0, share * radius)
    size = int(2 * radius + pen) + 80  # it moves by 30 at most
    ink = np.roll(ring(size, radius, pen), (down, across), axis=(0, 1))
    image = glyph(ink)
    assert image.shape == (SIDE, SIDE)
    assert image.dtype == np.uint8
    middle = np.add(center_of_mass(image), 0.5)
    np.testing.assert_allclose(middle, CENTRE, atol=0.15)
    for axis in (0, 1):
        assert image.max(axis=axis).sum() / 255 == pytest.approx(BOX, abs=1.6)  # two soft edges


@given(st.floats(60, 120), st.floats(0.02, 0.5))
def test_strokes_are_as_thick_as_those_of_mnist(radius, share) -> None:
    pen = max(1.0, share * radius)
    size = int(2 * radius + pen) + 40
    width = stroke_width(glyph(ring(size, radius, pen)))
    scale = BOX / (2 * radius + pen)
    if THINNEST < pen * scale < THICKEST:
        assert width == pytest.approx(pen * scale, abs=0.5)
    assert THINNEST - 0.4 < width < THICKEST + 0.5


@given(st.integers(2, 5))
def test_a_larger_picture_gives_the_same_image(times) -> None:
    small = ring(60, 22, 6)
    large = zoom(small, times, order=1, grid_mode=True, mode="grid-constant")
    difference = np.abs(glyph(small).astype(int) - glyph(large))
    assert difference.mean() < 3


@pytest.mark.parametrize("shape", [(1, 1), (1, 90), (28, 28)])
def test_paper_without_ink_is_black(shape) -> None:
    assert not glyph(np.zeros(shape)).any()


@pytest.mark.filterwarnings("error")
def test_a_speck_that_hardly_is_ink_gives_an_image_or_none() -> None:
    for grey in np.linspace(0.5, 0.6, 30):
        ink = np.zeros((40, 50))
        ink[12, 20] = grey
        assert glyph(ink).max() in (0, 255)


@pytest.mark.parametrize("shape", [(1, 1), (1, 300), (300, 1), (2, 2), (500, 500)])
def test_any_solid_ink_gives_an_image(shape) -> None:
    image = glyph(np.ones(shape))
    assert image.max() > 250


def test_the_mean_distance_to_the_edge_is_a_quarter_of_a_strokes_width() -> None:
    for pen in (4, 9, 16):
        mask = np.zeros((60, 400), bool)
        mask[20 : 20 + pen, 10:390] = True
        inside = distance_transform_edt(mask)[mask] - 0.5
        assert 4 * inside.mean() == pytest.approx(pen, rel=0.06)
