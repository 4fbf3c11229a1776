"""The page in a real Chromium, opened from disk: nothing missing, nothing fetched, nothing cut."""

import pytest

from denselab import report
from tests.chromium import requests, show


def test_the_report_opens_without_an_error_or_a_request(chromium, run):
    page = report.write(run)
    show(chromium, page, 1280)
    assert chromium.get_log("browser") == []
    assert requests(chromium) == [page.as_uri()]


@pytest.mark.parametrize("width", [360, 390, 1280])
def test_every_figure_is_drawn_and_nothing_hangs_over_the_edge(chromium, run, width):
    show(chromium, report.write(run), width)
    sizes = chromium.execute_script(
        "return [...document.querySelectorAll('svg, img')].map(e =>"
        " [e.getBoundingClientRect().width, e.getBoundingClientRect().height,"
        "  e.tagName != 'IMG' || e.naturalWidth > 0])"
    )
    assert len(sizes) >= len(report.figures(run)) / 2
    assert all(w > 10 and h > 3 and decoded for w, h, decoded in sizes)
    root = "document.documentElement"
    assert chromium.execute_script(f"return {root}.scrollWidth") <= width


def test_no_table_has_to_be_scrolled_on_a_wide_screen(chromium, finished):
    show(chromium, report.write(finished), 1280)
    boxes = "[...document.querySelectorAll('.box')].filter(b => b.querySelector('table'))"
    cut = f"return {boxes}.filter(b => b.scrollWidth > b.clientWidth).map(b => b.textContent)"
    assert chromium.execute_script(cut) == []


def test_text_inside_a_figure_stays_inside(chromium, run):
    show(chromium, report.write(run), 1280)
    cut = chromium.execute_script(
        "return [...document.querySelectorAll('svg text')].filter(t => {"
        " const a = t.getBoundingClientRect(), b = t.ownerSVGElement.getBoundingClientRect();"
        " return a.left < b.left - 2 || a.right > b.right + 2"
        "  || a.top < b.top - 2 || a.bottom > b.bottom + 2;"
        "}).map(t => t.ownerSVGElement.querySelector('title').textContent + ': ' + t.textContent)"
    )
    assert cut == []


def test_dark_mode_turns_page_and_figures_dark(chromium, finished):
    page = report.write(finished)
    colours = (
        "const style = e => getComputedStyle(e);"
        "return [style(document.body).backgroundColor,"
        " style(document.querySelector('svg text[fill*=\"--ink\"]')).fill]"
    )
    show(chromium, page, 1280, "light")
    light_ground, light_ink = chromium.execute_script(colours)
    show(chromium, page, 1280, "dark")
    ground, ink = chromium.execute_script(colours)
    assert brightness(ground) < 60 < 200 < brightness(light_ground)
    assert brightness(light_ink) < 60 < 200 < brightness(ink)


def brightness(colour: str) -> float:
    """Mean of the channels of ``rgb(r, g, b)``."""
    channels = [int(part) for part in colour.removeprefix("rgb(").removesuffix(")").split(",")]
    return sum(channels) / 3
