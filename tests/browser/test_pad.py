"""The drawing pad in a real Chromium, by pointers and keys as a person would use them."""

import io
import math
from base64 import b64decode
from itertools import pairwise

import numpy as np
import pytest
from PIL import Image
from selenium.webdriver import ActionChains, Chrome, Keys
from selenium.webdriver.common.actions.action_builder import ActionBuilder
from selenium.webdriver.common.actions.pointer_input import PointerInput

from tests.chromium import prefer, resize

STYLE = """
:root { color-scheme: light dark; } body { margin: 0; }
canvas { display: block; width: 50vw; height: 300px; border: 7px solid; margin: 11px; }
@media (prefers-color-scheme: dark) { canvas { color: rgb(250, 250, 0); } }
"""
#: Points of the canvas in CSS pixels, from its upper left corner.
LINE = [(60, 50), (120, 150), (180, 250)]


@pytest.fixture
def pad(open_modules) -> Chrome:
    """A page with nothing but a pad of 400 x 300 CSS pixels, which keeps all that it tells."""
    browser = open_modules({"pad.js": "Pad"}, "<canvas></canvas>", STYLE)
    browser.execute_script(
        "window.told = []; window.said = [];"
        "window.pad = new Pad(document.querySelector('canvas'), {"
        " onInk: (it) => told.push(it), onSay: (words) => said.push(words) });"
    )
    return browser


def settled(browser: Chrome) -> None:
    """Waits until the next frames are drawn."""
    browser.execute_async_script(
        "requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(arguments[0])))"
    )


def draw(browser: Chrome, points: list[tuple[int, int]], kind: str = "mouse") -> None:
    """Draws a stroke through points of the canvas."""
    settled(browser)
    left, top = browser.execute_script(
        "const { left, top } = document.querySelector('canvas').getBoundingClientRect();"
        "return [left + 7, top + 7]"  # inside its border
    )
    actions = ActionBuilder(browser, mouse=PointerInput(kind, kind), duration=10)
    pointer = actions.pointer_action
    places = [(round(left + x), round(top + y)) for x, y in points]
    pointer.move_to_location(*places[0]).pointer_down()
    for place in places[1:]:
        pointer.move_to_location(*place)
    pointer.pointer_up()
    actions.perform()
    settled(browser)


def press(browser: Chrome, *keys: str) -> None:
    browser.execute_script("document.querySelector('canvas').focus()")
    ActionChains(browser, duration=10).send_keys(*keys).perform()
    settled(browser)


BYTES = "const bytes = (all) => btoa(Array.from(all, (b) => String.fromCharCode(b)).join(''));"


def ink(browser: Chrome) -> np.ndarray:
    """The ink on the whole canvas, ``(height, width)``."""
    told, *shape = browser.execute_script(
        BYTES + "const { ink, width, height } = pad.ink();"
        "return [bytes(ink.map((value) => Math.round(255 * value))), height, width]"
    )
    return np.frombuffer(b64decode(told), np.uint8).reshape(shape) / 255


def shown(browser: Chrome) -> np.ndarray:
    """The pixels of the canvas itself, ``(height, width, 4)`` uint8."""
    told, *shape = browser.execute_script(
        BYTES + "const { width, height } = document.querySelector('canvas');"
        "const context = document.querySelector('canvas').getContext('2d');"
        "return [bytes(context.getImageData(0, 0, width, height).data), height, width, 4]"
    )
    return np.frombuffer(b64decode(told), np.uint8).reshape(shape)


def along(points: list[tuple[int, int]], shape: tuple[int, int], scale: float) -> np.ndarray:
    """How far each pixel of a grid lies from the line through points, in pixels of the grid."""
    places = np.stack(np.mgrid[: shape[0], : shape[1]][::-1], axis=-1) + 0.5
    distances = []
    for start, end in pairwise(points):
        a, b = np.array(start) * scale, np.array(end) * scale
        share = np.clip((places - a) @ (b - a) / ((b - a) @ (b - a)), 0, 1)
        distances.append(np.linalg.norm(places - a - share[..., None] * (b - a), axis=-1))
    return np.min(distances, axis=0)


@pytest.mark.parametrize("kind", ["mouse", "touch", "pen"])
def test_the_ink_lies_where_the_stroke_was_drawn(pad, kind):
    draw(pad, LINE, kind)
    drawn = ink(pad)
    scale = min(drawn.shape) / 300
    distance = along(LINE, drawn.shape, scale)
    half = 300 / 14 / 2 * scale
    assert drawn.shape[1] / drawn.shape[0] == pytest.approx(400 / 300, abs=0.01)
    assert drawn[distance < half - 1.5].min() == 1
    assert drawn[distance > half + 1.5].max() == 0


def test_every_change_is_told_with_the_ink_at_that_time(pad):
    draw(pad, LINE)
    assert pad.execute_script(
        "const last = told.at(-1), now = pad.ink();"
        "return last.width === now.width && last.height === now.height"
        " && last.ink.every((value, pixel) => value === now.ink[pixel])"
    )
    before = pad.execute_script("return told.length")
    pad.execute_script("pad.clear()")
    settled(pad)
    assert pad.execute_script("return told.length") == before + 1
    assert pad.execute_script("return Math.max(...told.at(-1).ink)") == 0


def test_a_touch_without_movement_leaves_a_dot(pad):
    draw(pad, [(200, 150)])
    drawn = ink(pad)
    scale = min(drawn.shape) / 300
    assert drawn.sum() == pytest.approx(np.pi * (300 / 14 / 2 * scale) ** 2, rel=0.05)


def test_strokes_are_undone_one_by_one_and_clearing_likewise(pad):
    states = [ink(pad)]
    for x in (100, 200, 300):
        draw(pad, [(x, 50), (x, 250)])
        states.append(ink(pad))
    pad.execute_script("pad.clear()")
    assert pad.execute_script("return [pad.isEmpty, pad.canUndo]") == [True, True]
    for state in reversed(states):
        pad.execute_script("pad.undo()")
        np.testing.assert_array_equal(ink(pad), state)
    assert pad.execute_script("return [pad.isEmpty, pad.canUndo]") == [True, False]
    pad.execute_script("pad.undo()")  # with nothing left nothing happens


def test_the_pen_may_be_wider_for_the_strokes_to_come(pad):
    draw(pad, [(100, 50), (100, 250)])
    pad.execute_script("pad.pen = 1 / 6")
    draw(pad, [(300, 50), (300, 250)])
    middle = ink(pad)[112]  # the row half-way down
    left, right = np.split(middle, [150])
    assert left.sum() == pytest.approx(224 / 14, abs=0.5)
    assert right.sum() == pytest.approx(224 / 6, abs=0.5)


def test_another_button_and_a_second_finger_do_not_draw(pad):
    settled(pad)
    pad.execute_script(
        "const canvas = document.querySelector('canvas'); canvas.setPointerCapture = () => {};"
        "const send = (kind, pointerId, x, button = 0) => canvas.dispatchEvent(new PointerEvent("
        " kind, { pointerId, clientX: x, clientY: 100, button, bubbles: true }));"
        "send('pointerdown', 1, 100, 2); send('pointermove', 1, 150);"
        "window.before = pad.isEmpty;"
        "send('pointerdown', 2, 100); send('pointerdown', 3, 300); send('pointermove', 3, 350);"
        "send('pointermove', 2, 120); send('pointerup', 3, 350); send('pointermove', 2, 140);"
    )
    assert pad.execute_script("return window.before")
    columns = np.flatnonzero(ink(pad).max(axis=0)) / 224 * 300
    assert columns.max() < 150


@pytest.mark.parametrize("pixels", [1, 2, 2.625])
def test_the_canvas_has_the_pixels_of_the_screen(pad, pixels):
    resize(pad, 800, pixels)
    draw(pad, LINE)
    assert shown(pad).shape[:2] == (math.floor(300 * pixels + 0.5), 400 * pixels)
    picture = shown(pad)[..., 3] > 128
    distance = along(LINE, picture.shape, pixels)
    half = 300 / 14 / 2 * pixels
    assert picture[distance < half - 1.5].all()
    assert not picture[distance > half + 1.5].any()


def test_strokes_outlive_a_change_of_size(pad):
    draw(pad, LINE)
    before = ink(pad)
    resize(pad, 400)  # the canvas is now 200 x 300
    settled(pad)
    small = ink(pad)
    assert small.shape == (336, 224)
    assert shown(pad).shape[:2] == (300, 200)
    # All that was on the paper is half as large.
    extent = [np.ptp(np.flatnonzero(small.max(axis=axis))) / (224 / 200) for axis in (0, 1)]
    was = [np.ptp(np.flatnonzero(before.max(axis=axis))) / (224 / 300) for axis in (0, 1)]
    np.testing.assert_allclose(extent, np.array(was) / 2, atol=2)
    draw(pad, [(50, 280), (150, 280)])  # below what the paper was
    resize(pad, 800)
    settled(pad)
    rows = np.flatnonzero(ink(pad).max(axis=1)) / 224 * 300
    assert 270 < rows.max() < 295, "what was added on the taller paper is still there"
    pad.execute_script("pad.undo(); pad.clear(); pad.undo()")
    settled(pad)
    np.testing.assert_array_equal(ink(pad), before)


def test_the_ink_follows_the_colour_scheme(pad):
    draw(pad, LINE)
    assert shown(pad)[150, 120].tolist() == [0, 0, 0, 255]
    try:
        prefer(pad, "dark")
        settled(pad)
        assert shown(pad)[150, 120].tolist() == [250, 250, 0, 255]
    finally:
        prefer(pad, "light")


def test_keys_move_lower_and_lift_the_pen(pad):
    press(pad, *[Keys.ARROW_LEFT] * 4, Keys.SPACE, *[Keys.ARROW_DOWN] * 5)
    assert pad.execute_script("return told.length") > 0
    press(pad, Keys.SPACE, *[Keys.ARROW_RIGHT] * 4)
    step = 300 / 16
    stroke = [(200 - 4 * step, 150), (200 - 4 * step, 150 + 5 * step)]
    drawn = ink(pad)
    distance = along(stroke, drawn.shape, 224 / 300)
    assert drawn[distance < 224 / 14 / 2 - 1.5].min() == 1
    assert drawn[distance > 224 / 14 / 2 + 1.5].max() == 0
    assert pad.execute_script("return said") == [
        "Pen down, 31 % from the left, 50 % from the top",
        "Pen up, 31 % from the left, 81 % from the top",
    ]


def test_two_arrows_together_move_the_pen_slantwise(pad):
    press(pad, Keys.SPACE)
    chain = ActionChains(pad, duration=10).key_down(Keys.ARROW_RIGHT).key_down(Keys.ARROW_DOWN)
    chain.key_up(Keys.ARROW_DOWN).key_down(Keys.ARROW_DOWN).key_up(Keys.ARROW_DOWN)
    chain.key_up(Keys.ARROW_RIGHT).perform()
    settled(pad)
    step = 300 / 16
    end = np.array([150 + 2 * step, 200 + 3 * step])  # row and column
    rows, columns = (np.flatnonzero(ink(pad).max(axis=axis)) for axis in (1, 0))
    reach = (end + 300 / 14 / 2) * 224 / 300
    np.testing.assert_allclose([rows.max(), columns.max()], reach, atol=1.5)


def test_keys_undo_and_clear_and_the_page_keeps_the_others(pad):
    draw(pad, LINE)
    draw(pad, [(300, 50), (300, 250)])
    press(pad, Keys.BACKSPACE)
    columns = np.flatnonzero(ink(pad).max(axis=0)) / 224 * 300
    assert columns.max() < 250
    press(pad, Keys.DELETE)
    assert pad.execute_script("return pad.isEmpty")
    ActionChains(pad).key_down(Keys.CONTROL).send_keys("z").key_up(Keys.CONTROL).perform()
    assert not pad.execute_script("return pad.isEmpty")
    assert pad.execute_script("return said") == ["Undone", "Cleared", "Undone"]
    kept = pad.execute_script(
        "return ['Tab', 'a', 'Enter'].map(key => document.querySelector('canvas').dispatchEvent("
        " new KeyboardEvent('keydown', { key, cancelable: true })))"
    )
    assert kept == [True, True, True]


def test_leaving_the_pad_lifts_the_pen_and_hides_it(pad):
    press(pad, Keys.SPACE, Keys.ARROW_RIGHT)
    with_pen = shown(pad)
    pad.execute_script("document.querySelector('canvas').blur()")
    settled(pad)
    assert (shown(pad)[..., 3] > 0).sum() < (with_pen[..., 3] > 0).sum()
    press(pad, Keys.ARROW_RIGHT)
    assert ink(pad).max() == 1
    assert pad.execute_script("return pad.canUndo && !pad.isEmpty")


def test_the_picture_is_the_ink_in_black_on_white(pad):
    draw(pad, LINE)
    address = pad.execute_script("return pad.picture().toDataURL()")
    data = b64decode(address.removeprefix("data:image/png;base64,"))
    picture = np.asarray(Image.open(io.BytesIO(data)).convert("L"))
    np.testing.assert_allclose(1 - picture / 255, ink(pad), atol=1 / 254)
