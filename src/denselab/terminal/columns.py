"""The columns of a table, as a table of their own."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.table import Table
from rich.text import Text

from denselab.report.columns import told
from denselab.report.words import NARROW

BARS = " ▁▂▃▄▅▆▇█"


def column_table(columns: Sequence[Mapping[str, Any]]) -> Table:
    """What each column holds, and how well it alone tells the classes apart."""
    table = Table(box=None, padding=(0, 2), pad_edge=False, header_style="dim")
    table.add_column("column")
    table.add_column("kind")
    table.add_column("missing", justify="right")
    table.add_column("what it holds", max_width=48, overflow="ellipsis", no_wrap=True)
    table.add_column("")
    table.add_column("AUC", justify="right")
    for column in columns:
        missing, telling = column["missing"], column["telling"]
        table.add_row(
            Text(column["name"]),
            Text(column["kind"], "" if telling else "dim"),
            f"{missing:.1%}" if missing else "",
            Text(told(column).replace(NARROW, " ")),
            Text(_bars(column), "cyan"),
            f"{telling['auc']:.2f}" if telling else "",
        )
    return table


def _bars(column: Mapping[str, Any]) -> str:
    if not column.get("histogram"):
        return ""
    counts = column["histogram"]["counts"]
    # Anything at all is seen: only an empty bin has no bar.
    return "".join(BARS[-(-8 * n // max(*counts, 1))] for n in counts)
