"""A real Chromium, and what the tests of pages do with it."""

import json
import os
import shutil
from pathlib import Path

import pytest
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service

PROGRAMS = [shutil.which("chromium"), shutil.which("chromedriver")]
FLAGS = [
    *(
        "--headless",
        "--no-sandbox",
        "--disable-dev-shm-usage",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
    ),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]


def start() -> Chrome:
    """A browser without a window; skips the test where none is installed, in CI fails it."""
    if None in PROGRAMS:
        reason = "needs Debian's packages chromium and chromium-driver"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    options = ChromeOptions()
    options.binary_location = str(PROGRAMS[0])
    for flag in FLAGS:
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    return Chrome(options=options, service=Service(str(PROGRAMS[1])))


def show(
    chromium: Chrome, page: Path, width: int, scheme: str = "light", pixels: float = 1
) -> None:
    """Opens a page from disk on a screen of this width, with so many pixels to one of CSS."""
    prefer(chromium, scheme)
    resize(chromium, width, pixels)
    for log in ("browser", "performance"):
        chromium.get_log(log)
    chromium.get(page.as_uri())


def prefer(chromium: Chrome, scheme: str) -> None:
    """Asks for a light or a dark page."""
    feature = {"name": "prefers-color-scheme", "value": scheme}
    chromium.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})


def resize(chromium: Chrome, width: int, pixels: float = 1) -> None:
    """Gives the screen another width, and so many pixels to one of CSS."""
    screen = {"width": width, "height": 900, "deviceScaleFactor": pixels, "mobile": width < 600}
    chromium.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)


def requests(chromium: Chrome) -> list[str]:
    """The addresses that were asked for, but those that carry their answer themselves."""
    events = [json.loads(entry["message"])["message"] for entry in chromium.get_log("performance")]
    addresses = [
        event["params"]["request"]["url"]
        for event in events
        if event["method"] == "Network.requestWillBeSent"
    ]
    return [address for address in addresses if not address.startswith("data:")]
