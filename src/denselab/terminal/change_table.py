"""What adapting a network has changed, for a terminal."""

from collections.abc import Mapping
from typing import Any

from rich.table import Table

#: What is measured, and by whom.
PARTS = {
    "corrections": "corrections, cross-validated",
    "validation": "validation part",
}


def change_table(adaptation: Mapping[str, Any]) -> Table:
    """Before and after, with n and 95% intervals.

    Args:
        adaptation: As ``evidence/adaptation.json`` tells it.
    """
    table = Table(box=None, padding=(0, 1), pad_edge=False, header_style="dim")
    table.add_column("")
    for heading in ("n", "before", "after", "change in points"):
        table.add_column(heading, justify="right")
    for part, name in PARTS.items():
        told = adaptation[part]
        n = f"{told['after']['n']:,}"
        table.add_row(name, n, _share(told["before"]), _share(told["after"]), _change(told))
    return table


def _share(score: Mapping[str, Any]) -> str:
    return f"{score['accuracy']:.2%} ({100 * score['low']:.1f}–{100 * score['high']:.1f})"


def _change(told: Mapping[str, Any]) -> str:
    difference, low, high = (100 * told["change"][key] for key in ("difference", "low", "high"))
    return f"{difference:+.2f} ({low:+.2f} to {high:+.2f})"
