"""The Runs of a folder side by side."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.table import Table
from rich.text import Text

from denselab.errors import DenselabError
from denselab.runs import Run, is_finished
from denselab.study import Study
from denselab.terminal.tally import duration

NUMBERS = ("accuracy", "95% interval", "of", "time", "seed")


def run_table(paths: Sequence[Path]) -> Table:
    """A row a Run, finished or not, in the order given.

    Args:
        paths: Folders of Runs.
    """
    table = Table(box=None, padding=(0, 2), pad_edge=False, header_style="dim")
    for heading in ("Run", "data", "model", *NUMBERS, "created", "asked"):
        right = heading in NUMBERS
        table.add_column(heading, justify="right" if right else "left", no_wrap=heading != "asked")
    for path in paths:
        table.add_row(path.name, *_row(path))
    return table


def _row(path: Path) -> Sequence[str | Text]:
    try:
        return _finished(Run(path)) if is_finished(path) else _unfinished(path)
    except (DenselabError, KeyError, TypeError) as error:
        return "", Text(f"cannot be read: {error}", "red")


def _finished(run: Run) -> Sequence[str | Text]:
    summary, test = run.summary, run.summary["test"]
    return (
        summary["data"]["name"],
        test["model"],
        Text(f"{test['accuracy']:.2%}", "bold"),
        f"{test['low']:.2%} – {test['high']:.2%}",
        f"{test['n']:,}",
        duration(summary["seconds"]),
        str(summary["seed"]),
        _local(summary["created"]),
        _asked(run.study),
    )


def _unfinished(path: Path) -> Sequence[str | Text]:
    study = Study.from_toml(path / "study.toml")
    blank = [""] * (len(NUMBERS) - 1)
    mark = Text("unfinished", "yellow")
    return study.data.source, mark, *blank, str(study.seed), "", _asked(study)


def _local(created: str) -> str:
    """A time in ISO format, as the clock on the wall shows it."""
    return datetime.fromisoformat(created).astimezone().strftime("%Y-%m-%d %H:%M")


def _asked(study: Study) -> str:
    """What was asked other than the defaults, data and seed apart, which have columns."""
    asked, usual = study.model_dump(), Study().model_dump()
    return ", ".join(_differences(asked, usual))


def _differences(
    asked: Mapping[str, Any], usual: Mapping[str, Any], group: str = ""
) -> Iterator[str]:
    for name, value in asked.items():
        setting = group + name
        if setting in ("data.source", "seed") or value == usual[name]:
            continue
        if isinstance(value, Mapping):
            yield from _differences(value, usual[name], f"{setting}.")
        else:
            yield f"{setting} {_in_words(value)}"


def _in_words(value: Any) -> str:
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)
