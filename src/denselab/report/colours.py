"""The colours of page and figures, by the job they do, for light and for dark.

Okabe and Ito's palette (2008), which readers with any common colour blindness can tell
apart; a figure never relies on colour alone. Figures name a colour as ``var(--name)``:
inside the page the browser picks light or dark, and `resolved` writes the light ones
into a figure that has to stand alone.
"""

import re

LIGHT = {
    "paper": "#ffffff",
    "panel": "#f6f7f8",
    "ink": "#1c2126",
    "soft": "#59626b",
    "rule": "#c9cfd5",
    "grid": "#e6e9ec",
    "training": "#0072b2",
    "validation": "#c65300",
    "best": "#00785a",
    "onset": "#a5487f",
    "onset-wash": "#f6e9f1",
    "accent": "#0067a3",
    "fill": "#b9d7ea",
    "fill-soft": "#e4eff6",
    "mistake": "#de6a10",
    "on-mistake": "#1c2126",
}
DARK = {
    "paper": "#14171a",
    "panel": "#1d2125",
    "ink": "#e8eaec",
    "soft": "#a4adb5",
    "rule": "#4a525a",
    "grid": "#2b3035",
    "training": "#56b4e9",
    "validation": "#f0a044",
    "best": "#2fc39a",
    "onset": "#dd90bd",
    "onset-wash": "#33232d",
    "accent": "#6cbdf0",
    "fill": "#2c5573",
    "fill-soft": "#1f3340",
    "mistake": "#f0a044",
    "on-mistake": "#14171a",
}


def resolved(markup: str) -> str:
    """The markup with every ``var(--name)`` replaced by its light colour."""
    return re.sub(r"var\(--([a-z-]+)\)", lambda match: LIGHT[match[1]], markup)


def custom_properties(palette: dict[str, str]) -> str:
    """The palette as CSS declarations."""
    return " ".join(f"--{name}: {value};" for name, value in palette.items())
