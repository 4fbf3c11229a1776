"""The whole study on MNIST, and its memory: ``python -m benchmarks.whole_study``.

`benchmarks.plain_keras` on TensorFlow against ``denselab explore mnist``, each as a process of
its own, from its start to its end: a tested network for the one, a finished report for the other.
denselab begins without compiled programs from earlier processes.
"""

import argparse
import json
import os
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from benchmarks import machine, results
from benchmarks.digits import save_mnist
from benchmarks.processes import Measured, denselab, measure

Record = dict[str, Any]


def main() -> None:
    """Run both and keep the outcome; ``--quick`` is for trying the program itself."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--epochs", type=int, default=100, help="the most a network may train")
    parser.add_argument("--quick", action="store_true", help="two epochs each, nothing kept")
    asked = parser.parse_args()
    if asked.quick:
        asked.epochs = 2
    if find_spec("tensorflow") is None:
        sys.exit("the whole study is compared with TensorFlow, which is not installed: make bench")
    facts = machine.describe()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        save_mnist(folder / "digits.npz")
        ours = run_denselab(folder, asked.epochs)
        theirs = run_plain_keras(folder, asked.epochs)
    report = body(theirs, ours)
    print(report)
    if not asked.quick:
        raw = {"plain Keras/TensorFlow": theirs, "denselab": ours}
        results.keep("whole_study", "The whole study", report, facts, raw)


def run_plain_keras(folder: Path, epochs: int) -> Record:
    """The study in plain Keras on TensorFlow."""
    data, result = folder / "digits.npz", folder / "plain.json"
    command: list[str | Path] = [
        sys.executable,
        "-m",
        "benchmarks.plain_keras",
        data,
        result,
        str(epochs),
    ]
    environment = {**os.environ, "KERAS_BACKEND": "tensorflow", "TF_CPP_MIN_LOG_LEVEL": "3"}
    measured = measure(command, environment, folder / "plain.log")
    return record(measured, json.loads(result.read_text()))


def run_denselab(folder: Path, epochs: int) -> Record:
    """The same study, and more, by denselab's command."""
    run = folder / "run"
    command: list[str | Path] = [
        denselab(),
        "explore",
        "mnist",
        "--out",
        run,
        "--epochs",
        str(epochs),
        "--quiet",
    ]
    environment = {**os.environ, "JAX_COMPILATION_CACHE_DIR": str(folder / "compiled")}
    measured = measure(command, environment, folder / "denselab.log")
    if not (run / "report.html").exists():
        raise RuntimeError(f"no report in {run}")
    summary = json.loads((run / "summary.json").read_text())
    models = summary["models"] + trials(summary, run)
    return record(measured, {"models": models, "test_accuracy": summary["test"]["accuracy"]})


def trials(summary: Record, run: Path) -> list[Record]:
    """The grid's trials in the shape of the other models."""
    return [
        {
            "name": f"trial-{number}",
            "epochs_run": len((run / f"history/trial-{number}.jsonl").read_text().splitlines()),
            **trial,
        }
        for number, trial in enumerate(summary["search"]["trials"])
    ]


def record(measured: Measured, outcome: Record) -> Record:
    """What is kept of one side."""
    return {"seconds": measured.seconds, "peak_rss": measured.peak_rss, **outcome}


def body(theirs: Record, ours: Record) -> str:
    """The section's sentences and its two tables."""
    ratio = theirs["seconds"] / ours["seconds"]
    headline = (
        f"The notebook's study with its faults mended, once each, from the start of the process "
        f"to its end: plain Keras on TensorFlow (seven networks and a test) against "
        f"`denselab explore mnist` (the same networks, equal settings trained once; a test; and "
        f"the report), which was **{ratio:.1f} times as fast**."
    )
    totals = results.table(
        ["", "plain Keras/TensorFlow", "denselab"],
        [
            ["seconds", f"{theirs['seconds']:.0f}", f"{ours['seconds']:.0f}"],
            ["peak memory, GB", *(f"{side['peak_rss'] / 1e9:.2f}" for side in (theirs, ours))],
            ["test accuracy", *(f"{side['test_accuracy']:.2%}" for side in (theirs, ours))],
        ],
    )
    return "\n\n".join([headline, totals, models_table(theirs, ours)])


def models_table(theirs: Record, ours: Record) -> str:
    """Epochs and validation accuracy (of the weights kept) of each network."""
    by_name = {model["name"]: model for model in theirs["models"]}
    rows = []
    for model in sorted(ours["models"], key=lambda model: ORDER.index(model["name"])):
        other = by_name.get(model["name"], {})
        rows.append([model["name"], *cells(other), *cells(model)])
    columns = ["network", "Keras: epochs", "validation", "denselab: epochs", "validation"]
    return results.table(columns, rows)


ORDER = ("slp", "mlp", "regularised", "trial-0", "trial-1", "trial-2", "trial-3", "tuned")


def cells(model: Record) -> list[str]:
    """Epochs run and validation accuracy; dashes for a network that this side did not train."""
    if not model:
        return ["–", "–"]
    return [str(model["epochs_run"]), f"{model['validation_accuracy']:.2%}"]


if __name__ == "__main__":
    main()
