"""A million rows from a CSV file to a report, by stages: ``python -m benchmarks.million_rows``.

The table is drawn: 30 columns of numbers, amounts with a long tail, whole numbers, categories from
a few to thousands, yes and no, days and times, many with missing cells. Half of them have a share
in the class that is to be predicted.
"""

import argparse
import json
import os
import re
import tempfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks import machine, results
from benchmarks.processes import Measured, denselab, measure

ROWS = 1_000_000
#: Of so many rows, larger batches lose nothing and take fewer updates.
BATCH = 512
#: How `denselab` says, without a terminal, that a stage begins.
STAGE = re.compile(r"\[\d+/\d+\] (.+)")


def main() -> None:
    """Explore it once and keep the outcome; ``--quick`` is for trying the program itself."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--quick", action="store_true", help="20,000 rows; nothing kept")
    asked = parser.parse_args()
    if asked.quick:
        asked.rows = 20_000
    facts = machine.describe()
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "million.csv"
        drawn(asked.rows).write_csv(file)
        size = file.stat().st_size
        measured, accuracy = explore(file, asked.epochs)
    report = body(measured, accuracy, asked.rows, size, asked.epochs)
    print(report)
    if not asked.quick:
        raw = {
            "seconds": measured.seconds,
            "processor": measured.processor,
            "peak_rss": measured.peak_rss,
            "stages": stages(measured),
        }
        results.keep("million_rows", "A million rows", report, facts, raw)


#: A column's name and cells, what it says for "yes" ``(n,)`` or nothing, and how much is missing.
Drawn = tuple[str, pl.Series, np.ndarray | None, float]


def drawn(n: int, seed: int = 0) -> pl.DataFrame:
    """The table: 30 columns, and the class in a further one, ``answer``."""
    rng = np.random.default_rng(seed)
    columns, evidence = {}, np.zeros(n)
    for column in (numbers, amounts, counts, categories, flags, dates):
        for name, cells, speaks, missing in column(rng, n):
            lost = rng.random(n) < missing
            columns[name] = cells.set(pl.Series(lost), None) if missing else cells
            if speaks is not None:
                evidence[~lost] += speaks[~lost]
    yes = evidence + rng.logistic(size=n) > np.median(evidence)
    columns["answer"] = pl.Series(np.where(yes, "yes", "no"))
    return pl.DataFrame(columns)


def numbers(rng: np.random.Generator, n: int) -> Iterator[Drawn]:
    """Eight, of which four speak in waves."""
    for number in range(8):
        x = rng.normal(size=n)
        speaks = np.sin(2 * x) if number < 4 else None
        yield f"number_{number}", pl.Series((50 + 10 * x).round(3)), speaks, 0.02 * number


def amounts(rng: np.random.Generator, n: int) -> Iterator[Drawn]:
    """Four with a long tail."""
    for number in range(4):
        x = rng.lognormal(4, 1.5, n).round(2)
        speaks = 0.3 * np.log(x) - 1.2 if number < 2 else None
        yield f"amount_{number}", pl.Series(x), speaks, 0.1 * (number % 2)


def counts(rng: np.random.Generator, n: int) -> Iterator[Drawn]:
    """Four whole numbers of few to many values."""
    for number, most in enumerate((5, 40, 300, 100_000)):
        x = rng.integers(0, most, n)
        yield f"count_{number}", pl.Series(x), (x / most - 0.5) if number < 2 else None, 0.0


def categories(rng: np.random.Generator, n: int) -> Iterator[Drawn]:
    """Six, of 3 to 5,000 categories, the first ones more frequent."""
    for number, many in enumerate((3, 8, 20, 60, 400, 5_000)):
        x = (many * rng.random(n) ** 2).astype(int)
        names = pl.Series([f"{name}_{number}" for name in map(np.base_repr, range(many))])
        speaks = rng.normal(size=many)[x] if number % 2 == 0 else None
        yield f"category_{number}", names.gather(x), speaks, 0.05 * (number % 2)


def flags(rng: np.random.Generator, n: int) -> Iterator[Drawn]:
    """Four of two values each."""
    for number in range(4):
        x = rng.random(n) < 0.2 * (number + 1)
        words = pl.Series(["no", "yes"]) if number % 2 else pl.Series(["false", "true"])
        yield f"flag_{number}", words.gather(x.astype(int)), x - 0.5 if number < 2 else None, 0.0


def dates(rng: np.random.Generator, n: int) -> Iterator[Drawn]:
    """Four, one of them with the time of day."""
    for number in range(4):
        seconds = rng.integers(0, 5 * 365 * 86_400, n) * 1_000_000 + 1_546_300_800_000_000
        times = pl.Series(seconds).cast(pl.Datetime("us"))
        cells = times.dt.strftime("%Y-%m-%d" if number < 3 else "%Y-%m-%d %H:%M:%S")
        yield f"date_{number}", cells, None, 0.1 if number == 2 else 0.0


def explore(file: Path, epochs: int) -> tuple[Measured, float]:
    """One exploration, without compiled programs from earlier processes, and its test accuracy."""
    run = file.with_name("run")
    command: list[str | Path] = [denselab(), "explore", file, "--target", "answer", "--out", run]
    command += ["--epochs", str(epochs), "--batch-size", str(BATCH)]
    command += ["--set", 'networks=["regularised"]', "--set", "training.stop=never"]
    environment = {**os.environ, "JAX_COMPILATION_CACHE_DIR": str(file.with_name("compiled"))}
    measured = measure(command, environment, file.with_name("log"))
    if not (run / "report.html").exists():
        raise RuntimeError(f"no report in {run}")
    return measured, json.loads((run / "summary.json").read_text())["test"]["accuracy"]


def stages(measured: Measured) -> list[tuple[str, float]]:
    """What `denselab` did after one another, and the seconds that each took.

    Example:
        >>> lines = ((2.0, "[1/2] look"), (3.0, "  a note"), (9.0, "[2/2] report"))
        >>> stages(Measured(10.0, 15.0, 0, lines))
        [('start', 2.0), ('look', 7.0), ('report', 1.0)]
    """
    begun = [("start", 0.0)]
    begun += [(found[1], at) for at, line in measured.lines if (found := STAGE.match(line))]
    ends = [*begun, ("", measured.seconds)]
    return [(name, end - start) for (name, start), (_, end) in pairwise(ends)]


def body(measured: Measured, accuracy: float, rows: int, size: int, epochs: int) -> str:
    """The section's sentence and its table."""
    headline = (
        f"`denselab explore` on a CSV file of {rows:,} rows and 30 columns ({size / 1e6:.0f} MB), "
        f"{epochs} epochs of one network in batches of {BATCH}, from the start of the process to "
        f"the finished report: **{measured.seconds:.0f} seconds** ({measured.processor:.0f} of a "
        f"core's work) and **{measured.peak_rss / 1e9:.2f} GB** at most. "
        f"Test accuracy {accuracy:.2%}."
    )
    table = [[name, f"{seconds:.1f}"] for name, seconds in stages(measured)]
    return f"{headline}\n\n{results.table(['stage', 'seconds'], table)}"


if __name__ == "__main__":
    main()
