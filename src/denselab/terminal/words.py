"""The most telling words of each class, side by side."""

from collections.abc import Mapping
from typing import Any

from rich.table import Table
from rich.text import Text

SHOWN = 10  # words a class


def word_table(words: Mapping[str, Any]) -> Table:
    """What each class says more often than the others, the surest first."""
    table = Table(box=None, padding=(0, 2), pad_edge=False, header_style="dim")
    table.add_column("class")
    table.add_column("telling words")
    for name, told in words["telling"].items():
        table.add_row(Text(name), Text(", ".join(word["word"] for word in told[:SHOWN])))
    return table
