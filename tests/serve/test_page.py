"""The drawing page in a real Chromium, served by a real process."""

import io
import json
import time
from base64 import b64decode, b64encode
from itertools import pairwise

import numpy as np
import pytest
from PIL import Image
from selenium.webdriver import ActionChains, Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from denselab.corrections import read_corrections
from denselab.prediction import Predictor
from denselab.recognise import Reader
from tests.chromium import prefer, requests, resize
from tests.serve.pictures import rows_of_digits

SEVEN = [(0.08, 0.25), (0.28, 0.25), (0.2, 0.5), (0.15, 0.75)]
ONE = [(0.5, 0.25), (0.49, 0.5), (0.48, 0.75)]
BAR = [(0.8, 0.25), (0.8, 0.75)]


@pytest.fixture
def page(chromium, digits_process) -> Chrome:
    """The page as it is when it has just been opened."""
    resize(chromium, 1280)
    prefer(chromium, "light")
    for log in ("browser", "performance"):
        chromium.get_log(log)
    chromium.get(digits_process)
    wait(chromium, lambda: text(chromium, ".status") == "Nothing drawn yet")
    yield chromium
    assert [entry for entry in chromium.get_log("browser") if entry["level"] == "SEVERE"] == []


def find(page, selector):
    return page.find_element(By.CSS_SELECTOR, selector)


def all_of(page, selector):
    return page.find_elements(By.CSS_SELECTOR, selector)


def text(page, selector):
    return find(page, selector).text


def wait(page, condition):
    return WebDriverWait(page, 30).until(lambda _: condition())


def stroke(page, points):
    """Draws with the mouse; places are shares of the pad's sides."""
    pad = find(page, ".pad")
    places = [((x - 0.5) * pad.size["width"], (y - 0.5) * pad.size["height"]) for x, y in points]
    places = [(round(x), round(y)) for x, y in places]
    actions = ActionChains(page, duration=20).move_to_element_with_offset(pad, *places[0])
    actions.click_and_hold()
    for (from_x, from_y), (to_x, to_y) in pairwise(places):
        actions.move_by_offset(to_x - from_x, to_y - from_y)
    actions.release().perform()


def test_it_fetches_nothing_from_elsewhere(page, digits_process):
    stroke(page, ONE)
    wait(page, lambda: len(all_of(page, ".digits li")) == 1)
    asked = requests(page)
    assert all(address.startswith((digits_process, "blob:")) for address in asked)
    assert len(asked) > 5


def test_strokes_are_read_while_they_are_drawn_with_boxes_where_they_are(page):
    for number, points in enumerate((SEVEN, ONE, BAR), 1):
        stroke(page, points)
        wait(page, lambda n=number: len(all_of(page, ".digits li")) == n)
    wait(page, lambda: "3 digits" in text(page, ".status"))
    boxes = [box.rect for box in all_of(page, ".boxes span")]
    pad = find(page, ".pad").rect
    for box, points in zip(boxes, (SEVEN, ONE, BAR), strict=True):
        for x, y in (points[0], points[-1]):  # corners are rounded
            assert box["x"] - 2 <= pad["x"] + x * pad["width"] <= box["x"] + box["width"] + 2
            assert box["y"] - 2 <= pad["y"] + y * pad["height"] <= box["y"] + box["height"] + 2
    assert len(text(page, ".text")) == 3


def test_undo_and_clear(page):
    stroke(page, SEVEN)
    stroke(page, ONE)
    wait(page, lambda: len(all_of(page, ".digits li")) == 2)
    find(page, ".undo").click()
    wait(page, lambda: len(all_of(page, ".digits li")) == 1)
    find(page, ".clear").click()
    wait(page, lambda: text(page, ".status") == "Nothing drawn yet")
    assert text(page, ".text") == ""
    assert not find(page, ".chosen").is_displayed()
    assert not find(page, ".clear").is_enabled()


def test_a_photograph_is_read_as_the_reader_reads_it(page, digits_run, mnist_5k, tmp_path):
    file = tmp_path / "photo.png"
    file.write_bytes(rows_of_digits(mnist_5k, ((0, 1, 2), (7, 5))))
    find(page, ".file").send_keys(str(file))
    wait(page, lambda: "5 digits" in text(page, ".status"))
    reading = Reader(Predictor(digits_run)).read(file)
    assert text(page, ".text").split("\n") == reading.text.split("/")
    photo = find(page, ".photo").rect
    scale = photo["width"] / reading.shape[1]
    for frame, digit in zip(all_of(page, ".boxes span"), reading.digits, strict=True):
        x, y, width, height = (scale * pixels for pixels in digit.box)
        found = [frame.rect[key] for key in ("x", "y", "width", "height")]
        want = [photo["x"] + x, photo["y"] + y, width, height]
        np.testing.assert_allclose(found, want, atol=1.5)
    find(page, ".clear").click()
    wait(page, lambda: find(page, ".pad").is_displayed())
    assert text(page, ".status") == "Nothing drawn yet"


DROP = """
const data = new DataTransfer();
const bytes = Uint8Array.from(atob(arguments[0]), (c) => c.charCodeAt(0));
data.items.add(new File([bytes], "dropped", { type: arguments[1] }));
const event = arguments[2] === "drop"
  ? new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true })
  : new ClipboardEvent("paste", { clipboardData: data, bubbles: true });
document.body.dispatchEvent(event);
"""


@pytest.mark.parametrize("way", ["drop", "paste"])
def test_a_picture_may_be_dropped_or_pasted(page, mnist_5k, way):
    picture = rows_of_digits(mnist_5k, ((3, 1),))
    page.execute_script(DROP, b64encode(picture).decode(), "image/png", way)
    wait(page, lambda: "2 digits" in text(page, ".status"))
    assert find(page, ".photo").is_displayed()


def test_what_is_no_picture_is_told(page, tmp_path):
    page.execute_script(DROP, "aGVsbG8=", "image/png", "drop")
    wait(page, lambda: "cannot be read as an image" in text(page, ".status"))
    page.execute_script(DROP, "aGVsbG8=", "text/plain", "drop")
    wait(page, lambda: text(page, ".status") == "That is no image")
    # Chromium says itself that it cannot show the first one.
    page.get_log("browser")


def test_a_digit_is_chosen_and_corrected(page, digits_run):
    stroke(page, SEVEN)
    stroke(page, ONE)
    wait(page, lambda: "2 digits" in text(page, ".status"))
    all_of(page, ".digits button")[0].click()
    pressed = [each.get_attribute("aria-pressed") for each in all_of(page, ".digits button")]
    assert pressed == ["true", "false"]
    shares = [float(each.text.strip(">%")) for each in all_of(page, ".chances .share")]
    assert sum(shares) == pytest.approx(100, abs=1)
    find(page, '.labels button[value="7"]').click()
    wait(page, lambda: text(page, ".status").startswith("Kept: that was a 7"))
    images, labels = read_corrections(digits_run.path, (28, 28))
    assert labels[-1] == "7"
    seen = find(page, ".sees").get_attribute("src").partition("base64,")[2]
    np.testing.assert_array_equal(images[-1], np.asarray(Image.open(io.BytesIO(b64decode(seen)))))


def test_keys_draw_and_reach_everything(page):
    pad = find(page, ".pad")
    page.execute_script("arguments[0].focus()", pad)
    keys = [Keys.ARROW_UP] * 4 + [" "] + [Keys.ARROW_DOWN] * 8 + [" "]
    ActionChains(page).send_keys(*keys).perform()
    wait(page, lambda: len(all_of(page, ".digits li")) == 1)
    reached = set()
    for _ in range(20):
        ActionChains(page).send_keys(Keys.TAB).perform()
        focus = page.switch_to.active_element
        reached.add(focus.get_attribute("class") or focus.get_attribute("value") or focus.tag_name)
    assert {"undo", "clear", "file", "camera", *"0123456789"} <= reached
    ActionChains(page).move_to_element(pad).perform()
    page.execute_script("arguments[0].focus()", pad)
    ActionChains(page).send_keys(Keys.BACKSPACE).perform()
    wait(page, lambda: all_of(page, ".digits li") == [])


def test_everything_has_a_name_for_a_screen_reader(page):
    stroke(page, SEVEN)
    wait(page, lambda: len(all_of(page, ".digits li")) == 1)
    tree = page.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
    shown = [node for node in tree if not node["ignored"]]
    named = {"button", "application", "image", "heading", "link", "list"}
    unnamed = [
        node for node in shown
        if node["role"]["value"] in named and not node.get("name", {}).get("value")
    ]  # fmt: skip
    assert unnamed == []
    assert any(node["role"]["value"] == "status" for node in shown)


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_nothing_hangs_over_the_edge_and_boxes_follow_a_resize(page, width):
    stroke(page, SEVEN)
    wait(page, lambda: len(all_of(page, ".boxes span")) == 1)
    before, old = find(page, ".boxes span").rect, find(page, ".pad").rect
    resize(page, width)
    time.sleep(0.5)
    root = "document.documentElement"
    assert page.execute_script(f"return {root}.scrollWidth") <= width
    wait(page, lambda: inside(find(page, ".boxes span").rect, find(page, ".pad").rect))
    if width == 1280:
        assert find(page, ".boxes span").rect == before
        assert find(page, ".pad").rect == old
    sizes = [each.rect for each in all_of(page, ".tools > *") if each.is_displayed()]
    assert all(size["height"] >= 44 for size in sizes)


def inside(inner, outer):
    return (
        inner["x"] >= outer["x"] - 1
        and inner["y"] >= outer["y"] - 1
        and inner["x"] + inner["width"] <= outer["x"] + outer["width"] + 1
        and inner["y"] + inner["height"] <= outer["y"] + outer["height"] + 1
    )


def test_dark_mode_turns_page_and_ink(page):
    script = (
        "return [getComputedStyle(document.body).backgroundColor,"
        " getComputedStyle(document.querySelector('.pad')).color]"
    )
    light = page.execute_script(script)
    prefer(page, "dark")
    dark = page.execute_script(script)
    assert brightness(dark[0]) < 60 < 200 < brightness(light[0])
    assert brightness(light[1]) < 60 < 200 < brightness(dark[1])


def brightness(colour):
    channels = [int(part) for part in colour.removeprefix("rgb(").removesuffix(")").split(",")]
    return sum(channels) / 3


def test_a_service_that_is_gone_is_told(page):
    page.execute_cdp_cmd("Network.enable", {})
    gone = {"offline": True, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
    page.execute_cdp_cmd("Network.emulateNetworkConditions", gone)
    stroke(page, ONE)
    wait(page, lambda: "does not answer" in text(page, ".status"))
    page.execute_cdp_cmd("Network.emulateNetworkConditions", gone | {"offline": False})
    page.get_log("browser")


def test_the_operations_are_told_on_a_page_that_fetches_nothing(page, digits_process):
    page.get_log("performance")
    page.get(f"{digits_process}docs")
    told = {heading.text for heading in all_of(page, ".operation h2")}
    assert {"POST /api/predict", "POST /v2/models/{name}/infer", "POST /api/read"} <= told
    assert all(address.startswith(digits_process) for address in requests(page))
    assert json.loads(find(page, "details[open] pre").text)["required"] == ["images"]
