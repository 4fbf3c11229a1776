"""Every skeleton is one, and what is drawn from it goes through its points."""

import re
import tomllib
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from scipy.interpolate import CubicHermiteSpline

from denselab.handwriting import DIGITS, NO_DIGIT, drawn, pens
from denselab.handwriting.pens import SMOOTH, Hand, skeletons, sketch
from denselab.handwriting.scraps import tangle

SOURCE = tomllib.loads((files("denselab.handwriting") / "skeletons.toml").read_text())
STYLES = [(name, style) for name, styles in SOURCE.items() for style in styles]


@pytest.fixture
def steady(monkeypatch):
    """A hand that does not waver, upright, with one pen."""
    monkeypatch.setattr(pens, "WAVER", 0.0)
    return Hand(pen=0.06 * pens.TALL, form=np.eye(2))


def points_of(style: dict) -> np.ndarray:
    """Every point of a style, read with another parser, ``(points, 2)`` x and y from 0 to 1."""
    pairs = re.findall(r"(-?[\d.]+),(-?[\d.]+)", " ".join(style))
    return np.array(pairs, float) / 100


def test_the_classes_are_the_digits_and_what_is_none():
    assert tuple(skeletons()) == (*DIGITS, NO_DIGIT)


@pytest.mark.parametrize(("name", "style"), STYLES)
def test_every_skeleton_is_read_whole_and_lies_in_its_square(name, style):
    strokes = skeletons()[name][style]
    assert len(strokes) == len(SOURCE[name][style])
    assert all(len(piece) >= 2 for stroke in strokes for piece in stroke)
    # A corner ends one piece and begins the next, so that it is there twice.
    read = np.concatenate([
        np.concatenate([piece[number > 0 :] for number, piece in enumerate(stroke)])
        for stroke in strokes
    ])  # fmt: skip
    assert np.array_equal(read, points_of(SOURCE[name][style]))
    assert read.min() >= 0
    assert read.max() <= 1
    if name in DIGITS:
        assert np.ptp(read[:, 1]) > 0.8, "digits fill the square from top to bottom"


@pytest.mark.parametrize(("name", "style"), STYLES)
def test_a_steady_hand_inks_every_point(name, style, steady):
    ink = sketch(skeletons()[name][style], np.random.default_rng(0), steady)
    assert ink.shape == (pens.CANVAS, pens.CANVAS)
    assert ink.dtype == np.float32
    assert set(np.unique(ink)) <= {0.0, 1.0}
    places = (points_of(SOURCE[name][style]) - 0.5) * pens.TALL + pens.CANVAS / 2
    columns, rows = np.rint(places).astype(int).T
    assert (ink[rows, columns] == 1).all()


ways = npst.arrays(np.float64, st.tuples(st.integers(3, 9), st.just(2)), elements=st.floats(0, 1))


@given(ways)
def test_a_smooth_line_is_a_catmull_rom_spline(points):
    """SciPy's Hermite spline with the slopes that define it; at the ends those of the mirrored
    neighbour, as if the line went on."""
    line = pens._smooth(points)
    before, after = 2 * points[0] - points[1], 2 * points[-1] - points[-2]
    longer = np.vstack([before, points, after])
    slopes = (longer[2:] - longer[:-2]) / 2
    at = np.arange(len(points))
    exact = CubicHermiteSpline(at, points, slopes)(np.arange(len(line)) / SMOOTH)
    np.testing.assert_allclose(line, exact, atol=1e-9)
    np.testing.assert_allclose(line[::SMOOTH], points, atol=1e-9)


@given(ways.map(lambda points: points[:2]))
def test_two_points_are_joined_by_a_straight_line(points):
    assert np.array_equal(pens._smooth(points), points)


@pytest.mark.parametrize("name", [*DIGITS, NO_DIGIT])
def test_each_style_is_drawn_in_turn_and_none_is_blank(name):
    n = len(skeletons()[name]) + 2
    images = drawn(name, n, np.random.default_rng(0))
    assert images.shape == (n, 28, 28)
    assert images.dtype == np.uint8
    assert (images.max(axis=(1, 2)) > 200).all()
    again = np.random.default_rng(0)
    first = drawn(name, 1, again)
    assert np.array_equal(first[0], images[0])


def test_the_seed_decides_and_no_two_drawings_are_alike():
    one, same, other = (drawn("4", 30, np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)
    assert len(np.unique(one.reshape(len(one), -1), axis=0)) == len(one)


@settings(max_examples=30)
@given(st.integers(0, 10**6))
def test_nothing_is_written_beyond_the_canvas(seed):
    """However a hand slants and turns, hardly any of its ink touches the border."""
    rng = np.random.default_rng(seed)
    for name in ("1", "7", "0"):
        ink = sketch(next(iter(skeletons()[name].values())), rng)
        border = np.concatenate([ink[0], ink[-1], ink[:, 0], ink[:, -1]])
        assert border.sum() <= 0.02 * ink.sum()


@given(st.integers(0, 10**6))
def test_a_doodle_is_a_few_lines_in_the_square(seed):
    strokes = tangle(np.random.default_rng(seed))
    assert 1 <= len(strokes) <= 3
    for (points,) in strokes:
        assert points.shape[1] == 2
        assert len(points) >= 4
        assert 0 <= points.min() <= points.max() <= 1
