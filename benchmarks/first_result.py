"""How long a first result takes: ``python -m benchmarks.first_result``.

``denselab explore`` on the 5,000 digits that need no download, from the start of the process to
its end, report included. The first run of all begins without compiled programs from earlier
processes; the others find what it left.
"""

import argparse
import os
import tempfile
from pathlib import Path
from statistics import median

from benchmarks import machine, results
from benchmarks.processes import Measured, denselab, measure


def main() -> None:
    """Run it several times and keep the outcome; ``--quick`` is for trying the program itself."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="after the first")
    parser.add_argument("--quick", action="store_true", help="one epoch, twice; nothing kept")
    asked = parser.parse_args()
    options = ["--epochs", "1"] if asked.quick else []
    facts = machine.describe()
    with tempfile.TemporaryDirectory() as folder:
        runs = [
            explore(Path(folder), number, options)
            for number in range(1 + (1 if asked.quick else asked.runs))
        ]
    report = body(runs[0], runs[1:])
    print(report)
    if not asked.quick:
        raw = {"seconds": [run.seconds for run in runs], "peak_rss": [run.peak_rss for run in runs]}
        results.keep("first_result", "First result", report, facts, raw)


def explore(folder: Path, number: int, options: list[str]) -> Measured:
    """One exploration of the sample, in a process that shares only `folder`'s cache."""
    run = folder / f"run-{number}"
    command: list[str | Path] = [
        denselab(),
        "explore",
        "mnist-5k",
        "--out",
        run,
        "--quiet",
        *options,
    ]
    environment = {**os.environ, "XDG_CACHE_HOME": str(folder / "cache")}
    measured = measure(command, environment, folder / f"run-{number}.log")
    if not (run / "report.html").exists():
        raise RuntimeError(f"no report in {run}")
    return measured


def body(first: Measured, later: list[Measured]) -> str:
    """The section's sentence and table."""
    seconds = [run.seconds for run in later]
    rows = [
        ["nothing compiled yet", f"{first.seconds:.1f}", "", "1"],
        [
            "later ones",
            f"{median(seconds):.1f}",
            f"{min(seconds):.1f}–{max(seconds):.1f}",
            str(len(seconds)),
        ],
    ]
    memory = max(run.peak_rss for run in [first, *later]) / 1e9
    table = results.table(["process", "seconds, median", "fastest–slowest", "n"], rows)
    return (
        f"`denselab explore` on `mnist-5k`, from the start of a new process to the finished "
        f"report.\n\n{table}\n\nPeak memory: {memory:.2f} GB."
    )


if __name__ == "__main__":
    main()
