"""The drawing box: which pages have one, what it says, and that it reads what is drawn on it."""

import base64
import hashlib
import json
import re
from base64 import b64decode
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from selenium.webdriver import ActionChains, Chrome, Keys
from selenium.webdriver.common.actions.action_builder import ActionBuilder
from selenium.webdriver.common.actions.pointer_input import PointerInput
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from denselab import report
from denselab.browser import Layer, pack
from denselab.nets import load_network
from denselab.report.words import NARROW
from tests.chromium import show
from tests.examples import HOSTILE
from tests.report import runs

#: Strokes by places on the pad, from 0 to 1.
RING = [(0.5 + 0.22 * np.sin(a), 0.5 - 0.34 * np.cos(a)) for a in np.linspace(0, 2 * np.pi, 25)]
STROKES = {
    "0": [RING],
    "1": [[(0.5, 0.15), (0.5, 0.4), (0.5, 0.85)]],
    "2": [[(0.3, 0.3), (0.4, 0.18), (0.6, 0.18), (0.68, 0.32), (0.6, 0.5), (0.3, 0.82), (0.5, 0.8),
           (0.72, 0.82)]],
    "3": [[(0.3, 0.2), (0.5, 0.14), (0.66, 0.22), (0.64, 0.38), (0.46, 0.48), (0.66, 0.56),
           (0.7, 0.74), (0.54, 0.86), (0.3, 0.8)]],
    "4": [[(0.32, 0.15), (0.3, 0.35), (0.3, 0.52), (0.5, 0.53), (0.76, 0.52)],
          [(0.64, 0.3), (0.62, 0.6), (0.6, 0.88)]],
    "7": [[(0.25, 0.2), (0.5, 0.19), (0.72, 0.2), (0.73, 0.22), (0.6, 0.5), (0.45, 0.85)]],
}  # fmt: skip


def weights(classes: str | list[str]) -> dict:
    """A packed network of single layer that knows nothing."""
    return pack(
        [Layer(np.zeros((784, len(classes))), np.zeros(len(classes)), "softmax")], 1, classes
    )


def page_of(run) -> str:
    return report.write(run).read_text(encoding="utf-8").replace(NARROW, " ")


def section(page: str) -> str:
    return page.partition('<section id="draw">')[2].partition("</section>")[0]


def test_a_page_without_a_network_for_browsers_has_no_box(finished):
    page = page_of(finished)
    assert '<section id="draw">' not in page
    assert "<script" not in page
    assert "script-src" not in page


def test_the_policy_lets_the_script_of_the_page_run_and_no_other(digits_run):
    page = report.write(digits_run).read_text(encoding="utf-8")
    script = re.search(r'<script type="module">(.*?)</script>', page, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)[1]
    assert policy.partition("script-src ")[2] == f"'sha256-{digest}'"


def test_the_network_in_the_page_is_that_of_the_run(digits_run):
    page = report.write(digits_run).read_text(encoding="utf-8")
    text = re.search(r'<script type="application/json".*?>(.*?)</script>', page, re.DOTALL)[1]
    assert json.loads(text) == digits_run.browser


def test_no_name_ends_the_script_that_holds_it(draft, tmp_path):
    run = replace(draft, browser=weights(["0", HOSTILE, "</script>"])).write(tmp_path / "run")
    text = section(page_of(run)).partition('class="network">')[2]
    assert json.loads(text.partition("</script>")[0]) == run.browser


def test_a_committee_tells_who_answers_and_how_well(draft, tmp_path):
    run = runs.committee(replace(draft, browser=weights("0123456789"))).write(tmp_path / "run")
    first = run.evaluation["final"]["members"][0]
    told = section(page_of(run))
    share = f"{100 * first['accuracy']:.1f} % (n = {first['n']}, "
    assert f"the first of the 3 networks of the committee answers; alone it read {share}" in told
    assert "Here the network sees a drawing once; elsewhere, 9 times" in told


def test_a_network_of_its_own_tells_only_of_its_weights(draft, tmp_path):
    run = replace(draft, browser=weights("0123456789")).write(tmp_path / "run")
    told = section(page_of(run))
    assert "weights are rounded" in told
    assert "committee" not in told
    assert "once" not in told


def test_a_network_that_is_too_large_is_told_instead_of_carried_along(draft, tmp_path):
    packed = weights("0123456789") | {"layers": [], "n_weights": 12_345_678}
    page = page_of(replace(draft, browser=packed).write(tmp_path / "run"))
    assert "With 12,345,678 weights the network is too large" in section(page)
    assert "<script" not in page
    assert "<canvas" not in page


# In Chromium


@pytest.fixture
def box(chromium: Chrome, digits_run) -> Chrome:
    return opened(chromium, report.write(digits_run))


def opened(chromium: Chrome, page: Path, width: int = 1280, scheme: str = "light") -> Chrome:
    show(chromium, page, width, scheme)
    chromium.execute_script("document.querySelector('.pad').scrollIntoView({ block: 'center' })")
    return chromium


def draw(browser: Chrome, strokes: list[list[tuple[float, float]]], kind: str = "mouse") -> None:
    left, top, side = browser.execute_script(
        "const { left, top, width } = document.querySelector('.pad').getBoundingClientRect();"
        "return [left, top, width]"
    )
    actions = ActionBuilder(browser, mouse=PointerInput(kind, kind), duration=8)
    pointer = actions.pointer_action
    for stroke in strokes:
        places = [(round(left + x * side), round(top + y * side)) for x, y in stroke]
        pointer.move_to_location(*places[0]).pointer_down()
        for place in places[1:]:
            pointer.move_to_location(*place)
        pointer.pointer_up()
    actions.perform()


def answer(browser: Chrome) -> str:
    return browser.find_element(By.CLASS_NAME, "answer").text


def aloud(browser: Chrome) -> str:
    words = browser.find_element(By.CLASS_NAME, "aloud").get_property("textContent")
    return words.replace(NARROW, " ")


def wait(browser: Chrome, until) -> None:
    WebDriverWait(browser, 20).until(until)


def shares(browser: Chrome) -> np.ndarray:
    """The widths of the bars, as shares of their track."""
    return np.array(
        browser.execute_script(
            "return [...document.querySelectorAll('.chances i')].map((bar) =>"
            " bar.getBoundingClientRect().width / bar.parentElement.clientWidth)"
        )
    )


def seen(browser: Chrome) -> np.ndarray:
    """The image that is shown as what the network sees, light on dark: ``(28, 28)`` uint8."""
    told = browser.execute_script(
        "const image = document.querySelector('.sees').getContext('2d').getImageData(0, 0, 28, 28);"
        "return btoa(String.fromCharCode(...image.data))"
    )
    return 255 - np.frombuffer(b64decode(told), np.uint8).reshape(28, 28, 4)[..., 0]


@pytest.mark.parametrize("digit", STROKES)
def test_a_clear_digit_is_read_while_it_is_drawn(box, digit):
    draw(box, STROKES[digit])
    wait(box, lambda _: answer(box) == digit)
    wait(box, lambda _: aloud(box).startswith(f"{digit}, "))
    assert box.get_log("browser") == []


def test_bars_and_words_tell_what_keras_says_of_the_image_that_is_shown(box, digits_run):
    draw(box, STROKES["2"])
    wait(box, lambda _: aloud(box))
    network = load_network(digits_run.path / "model" / "network.keras")
    inputs = seen(box).reshape(1, 784) / np.float32(255)
    said = network.predict(inputs, verbose=0)[0]
    np.testing.assert_allclose(shares(box), said, atol=0.02)
    sure = re.fullmatch(r"2, (?:over )?([\d.]+) % sure", aloud(box))
    assert float(sure[1]) / 100 == pytest.approx(said[2], abs=0.02)


def test_before_and_after_drawing_nothing_is_said(box):
    assert answer(box) == ""
    draw(box, STROKES["4"])
    wait(box, lambda _: answer(box) == "4")
    box.find_element(By.CLASS_NAME, "undo").click()
    box.find_element(By.CLASS_NAME, "clear").click()
    wait(box, lambda _: answer(box) == "")
    assert not seen(box).any()
    assert not shares(box).any()
    undo, clear = (box.find_element(By.CLASS_NAME, name) for name in ("undo", "clear"))
    assert (undo.is_enabled(), clear.is_enabled()) == (True, False)
    undo.click()
    undo.click()
    wait(box, lambda _: not undo.is_enabled())


def test_a_wider_pen_draws_wider_strokes(box):
    slider = box.find_element(By.CLASS_NAME, "pen")
    assert slider.accessible_name == "Pen"
    for _ in range(5):
        slider.send_keys(Keys.ARROW_RIGHT)
    draw(box, STROKES["1"])
    inked = (
        "const pad = document.querySelector('.pad'), all = pad.getContext('2d').getImageData("
        " 0, pad.height / 2, pad.width, 1).data;"
        "return all.filter((value, place) => place % 4 === 3 && value > 128).length / pad.width"
    )
    wait(box, lambda _: box.execute_script(inked) == pytest.approx(0.12, abs=0.01))


def test_a_digit_can_be_drawn_by_keys_and_is_read_aloud(box):
    pad = box.find_element(By.CLASS_NAME, "pad")
    assert (pad.aria_role, pad.accessible_name) == ("application", "Drawing pad")
    assert box.find_element(By.CLASS_NAME, "aloud").aria_role == "status"
    box.execute_script("arguments[0].focus()", pad)
    up, down = [Keys.ARROW_UP] * 5, [Keys.ARROW_DOWN] * 10
    ActionChains(box, duration=8).send_keys(*up, Keys.SPACE).perform()
    assert aloud(box).startswith("Pen down, 50 % from the left")
    ActionChains(box, duration=8).send_keys(*down, Keys.SPACE).perform()
    wait(box, lambda _: aloud(box).startswith("1, "))


@pytest.mark.parametrize("kind", ["touch", "pen"])
def test_on_a_telephone_a_finger_draws_and_the_page_stays_where_it_is(chromium, digits_run, kind):
    box = opened(chromium, report.write(digits_run), width=390)
    before = box.execute_script("return scrollY")
    draw(box, STROKES["7"], kind)
    wait(box, lambda _: answer(box) == "7")
    assert box.execute_script("return scrollY") == before


def test_in_the_dark_ink_is_light(chromium, digits_run):
    box = opened(chromium, report.write(digits_run), scheme="dark")
    try:
        draw(box, STROKES["1"])
        wait(box, lambda _: answer(box) == "1")
        inked = box.execute_script(
            "const pad = document.querySelector('.pad'), middle = [pad.width / 2, pad.height / 2];"
            "return [...pad.getContext('2d').getImageData(...middle, 1, 1).data]"
        )
        assert min(inked) > 200
    finally:
        show(chromium, report.write(digits_run), 1280)
