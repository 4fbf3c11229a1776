"""The Runs of a folder side by side."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.console import JustifyMethod
from rich.table import Table
from rich.text import Text

from denselab.errors import DenselabError
from denselab.runs import Run, is_finished
from denselab.study import Study
from denselab.terminal.printable import printable
from denselab.terminal.tally import duration

#: Columns, and from how wide a terminal on they are shown: the last four are seldom missed. What
#: Runs are to be compared by, their score on validation data, stands before the test's.
COLUMNS = {
    "Run": 0,
    "data": 0,
    "model": 0,
    "validation": 0,
    "test accuracy": 0,
    "n": 0,
    "time": 95,
    "seed": 100,
    "created": 120,
    "asked": 140,
}
NUMBERS = ("n", "time", "seed")
FOLDED = ("Run", "data", "asked")

Row = Mapping[str, Text]


def run_table(paths: Sequence[Path], width: int) -> Table:
    """A row a Run, finished or not, in the order given.

    Args:
        paths: Folders of Runs.
        width: Columns of the terminal.
    """
    shown = [heading for heading, least in COLUMNS.items() if width >= least]
    table = Table(box=None, padding=(0, 1), pad_edge=False, header_style="dim")
    for heading in shown:
        justify: JustifyMethod = "right" if heading in NUMBERS else "left"
        folds = heading in FOLDED
        table.add_column(heading, justify=justify, no_wrap=not folds, overflow="fold")
    for path in paths:
        row = _row(path)
        table.add_row(*(row.get(heading, Text()) for heading in shown))
    return table


def _row(path: Path) -> Row:
    try:
        facts = _finished(Run(path)) if is_finished(path) else _unfinished(path)
    except (DenselabError, KeyError, TypeError, StopIteration) as error:
        facts = {"test accuracy": Text("cannot be read", "red"), "asked": str(error)}
    told = {"Run": path.name, **facts}
    return {k: Text(printable(v)) if isinstance(v, str) else v for k, v in told.items()}


def _finished(run: Run) -> dict[str, str | Text]:
    summary, test = run.summary, run.summary["test"]
    validation = next(m["validation"] for m in summary["models"] if m["name"] == test["model"])
    return {
        "data": summary["data"]["name"],
        "model": test["model"],
        "validation": f"{validation['accuracy']:.2%} of {validation['n']:,}",
        "test accuracy": _tested(test),
        "n": f"{test['n']:,}",
        "time": duration(summary["seconds"]),
        "seed": str(summary["seed"]),
        "created": _local(summary["created"]),
        "asked": _asked(run.study),
    }


def _unfinished(path: Path) -> dict[str, str | Text]:
    study = Study.from_toml(path / "study.toml")
    return {
        "data": study.data.source,
        "test accuracy": Text("unfinished", "yellow"),
        "seed": str(study.seed),
        "asked": _asked(study),
    }


def _tested(test: Mapping[str, Any]) -> Text:
    if not test["n"]:  # what was adapted has no test figure of its own
        return Text("not tested", "dim")
    return _share(test["accuracy"], test["low"], test["high"])


def _share(share: float, low: float, high: float) -> Text:
    return Text.assemble((f"{share:.2%}", "bold"), f" ({100 * low:.1f}–{100 * high:.1f})")


def _local(created: str) -> str:
    """A time in ISO format, as the clock on the wall shows it."""
    return datetime.fromisoformat(created).astimezone().strftime("%Y-%m-%d %H:%M")


def _asked(study: Study) -> str:
    """What was asked other than the defaults, data and seed apart, which have columns."""
    return ", ".join(
        f"{setting} {_in_words(value)}"
        for setting, value in study.differences().items()
        if setting not in ("data.source", "seed")
    )


def _in_words(value: Any) -> str:
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)
