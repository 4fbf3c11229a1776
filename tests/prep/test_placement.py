"""Images are brought to another size as Pillow does it, and to where other images lie."""

import json
from dataclasses import asdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from PIL import Image

from denselab.prep import placement
from denselab.prep.placement import Frame, Placement, ground

images = arrays(np.uint8, array_shapes(min_dims=3, max_dims=3, min_side=1, max_side=9))
shapes = st.tuples(st.integers(1, 20), st.integers(1, 20))
places = st.builds(
    Placement,
    shape=shapes,
    first=st.tuples(st.floats(-5, 5), st.floats(-5, 5)),
    step=st.tuples(st.floats(0.2, 3), st.floats(0.2, 3)),
    ground=st.integers(0, 255),
)
FAR = 80  # pixels, beyond what any of these placements reaches


@given(images, places)
def test_it_is_pillows_bilinear_of_images_with_ground_around_but_for_rounding(x, place):
    """Pillow rounds after each axis, so a level may lie between."""
    (height, width), (top, left), (down, across) = place.shape, place.first, place.step
    around = np.pad(x, ((0, 0), (FAR, FAR), (FAR, FAR)), constant_values=place.ground)
    upper, outer = FAR + top - down / 2, FAR + left - across / 2
    box = (outer, upper, outer + width * across, upper + height * down)
    pillows = [Image.fromarray(a).resize((width, height), Image.BILINEAR, box) for a in around]
    difference = place.apply(x).astype(int) - np.stack([np.asarray(image) for image in pillows])
    assert np.abs(difference).max() <= 1


@given(images)
def test_the_same_place_changes_nothing(x):
    frame = Frame.of(x)
    place = Placement.between(frame, frame, ground(x))
    assert (place.step, place.shape) == ((1.0, 1.0), x.shape[1:])
    np.testing.assert_array_equal(place.apply(x), x)


@given(st.integers(0, 255), shapes, places)
def test_an_even_ground_stays_even(level, shape, place):
    x = np.full((1, *shape), level, np.uint8)
    even = Placement(place.shape, place.first, place.step, ground(x))
    assert (even.apply(x) == level).all()


def blob(shape, centre, spread, light=255, dark=0):
    """A spot on an even ground."""
    axes = [np.exp(-(((np.arange(n) + 0.5 - c) / s) ** 2) / 2) for n, c, s in
            zip(shape, centre, spread, strict=True)]  # fmt: skip
    return (dark + (light - dark) * np.outer(*axes))[None].round().astype(np.uint8)


@pytest.mark.parametrize("levels", [{}, {"light": 0, "dark": 255}])
def test_a_frame_is_where_the_ink_lies_whatever_its_colour(levels):
    frame = Frame.of(blob((40, 60), (18, 33), (3, 5), **levels))
    assert frame.centre == pytest.approx((18, 33), abs=0.05)
    assert frame.spread == pytest.approx((3, 5), rel=0.02)


@pytest.mark.parametrize("levels", [{}, {"light": 0, "dark": 255}])
def test_the_ink_comes_to_where_it_lies_in_the_other_images(levels):
    old = blob((20, 24), (9, 13), (2.5, 3), **levels)
    wanted = Frame((40, 30), (25.0, 12.0), (4.0, 3.5))
    moved = Placement.between(Frame.of(old), wanted, ground(old)).apply(old)
    assert moved.shape == (1, 40, 30)
    found = Frame.of(moved)
    assert found.centre == pytest.approx(wanted.centre, abs=0.1)
    assert found.spread == pytest.approx(wanted.spread, rel=0.05)


@pytest.mark.parametrize("x", [np.zeros((1, 7, 5), np.uint8), np.eye(9, dtype=np.uint8)[None, :1]])
def test_images_without_ink_to_speak_of_are_stretched_over_the_whole(x):
    """What says nothing along an axis is taken for even."""
    even = Frame.of(np.full((1, 9, 9), 7, np.uint8))
    (first, _), (step, _) = (getattr(Placement.between(Frame.of(x), even, 0), name) for name in
                             ("first", "step"))  # fmt: skip
    height = x.shape[1]
    assert first == pytest.approx(step / 2, abs=0.06 * height)


def test_more_images_than_fit_at_a_time_are_each_placed(monkeypatch):
    x = np.random.default_rng(0).integers(0, 256, (10, 28, 28), np.uint8)
    place = Placement((16, 20), (1.0, 0.5), (1.5, 1.4), 3)
    whole = place.apply(x)
    monkeypatch.setattr(placement, "_AT_A_TIME", 3)
    np.testing.assert_array_equal(place.apply(x), whole)


@given(places)
def test_it_survives_json(place):
    read = json.loads(json.dumps(asdict(place)))
    assert Placement.of_json(read) == place
