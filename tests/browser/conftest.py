"""Pages that hold the modules of `browser` and nothing else."""

from collections.abc import Callable
from pathlib import Path

import pytest
from selenium.webdriver import Chrome

from denselab.browser import script
from tests.chromium import show

PAGE = """<!DOCTYPE html><meta charset="utf-8"><title>test</title>
<meta name="viewport" content="width=device-width">
<style>{style}</style><body>{body}
<script type="module">{script}
Object.assign(window, {{ {names} }});</script>"""


@pytest.fixture
def open_modules(chromium: Chrome, tmp_path: Path) -> Callable[..., Chrome]:
    """``open_modules({"pad.js": "Pad"})`` gives a browser in which ``window.Pad`` is what it is."""

    def open_page(
        modules: dict[str, str], body: str = "", style: str = "", width: int = 800
    ) -> Chrome:
        text = PAGE.format(
            style=style, body=body, script=script(*modules), names=", ".join(modules.values())
        )
        page = tmp_path / "modules.html"
        page.write_text(text, encoding="utf-8")
        show(chromium, page, width)
        assert chromium.get_log("browser") == []
        return chromium

    return open_page
