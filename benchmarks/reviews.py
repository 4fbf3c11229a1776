"""Reviews from their files to the end, and the memory: ``python -m benchmarks.reviews``.

`benchmarks.plain_reviews` on TensorFlow against ``denselab explore`` on IMDB's reviews, with the
same network on as many words for as many epochs: a test accuracy for the one; for the other also
a look at the data, yardsticks, a reading of the curves and the report. In turns, each as a process
of its own, and without compiled programs from earlier ones.
"""

import argparse
import json
import os
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import machine, results
from benchmarks.processes import Measured, denselab, measure
from denselab.evaluation import wilson

Record = dict[str, Any]


def main() -> None:
    """Run both in turns and keep the outcome; ``--quick`` is for trying the program itself."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--quick", action="store_true", help="one epoch, once; nothing kept")
    asked = parser.parse_args()
    if asked.quick:
        asked.rounds = asked.epochs = 1
    if find_spec("tensorflow") is None:
        sys.exit("reviews are compared with TensorFlow, which is not installed: make bench")
    facts, theirs, ours = machine.describe(), [], []
    for number in range(asked.rounds):
        with tempfile.TemporaryDirectory() as folder:
            theirs.append(run_plain_keras(Path(folder), asked.epochs))
            ours.append(run_denselab(Path(folder), asked.epochs, seed=number))
    report = body(theirs, ours, asked.epochs)
    print(report)
    if not asked.quick:
        raw = {"plain Keras/TensorFlow": theirs, "denselab": ours}
        results.keep("reviews", "Reviews", report, facts, raw)


def files() -> tuple[Path, Path]:
    """The training and the test reviews."""
    folder = Path(os.environ.get("DENSELAB_DATA", "")) / "imdb"
    if not folder.is_dir():
        sys.exit(f"{folder}: holds no reviews; set DENSELAB_DATA to the folder of data sets")
    return folder / "train.csv.gz", folder / "test.csv.gz"


def _cost(measured: Measured) -> Record:
    """What is kept of it; what was printed names places of this machine."""
    return {name: getattr(measured, name) for name in ("seconds", "processor", "peak_rss")}


def run_plain_keras(folder: Path, epochs: int) -> Record:
    """The network in plain Keras on TensorFlow."""
    result = folder / "plain.json"
    command: list[str | Path] = [sys.executable, "-m", "benchmarks.plain_reviews"]
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"}
    measured = measure([*command, *files(), result, str(epochs)], environment, folder / "plain.log")
    return _cost(measured) | json.loads(result.read_text())


def run_denselab(folder: Path, epochs: int, seed: int) -> Record:
    """The same network, and all that comes with it, by denselab's command."""
    run, (train, test) = folder / "run", files()
    command: list[str | Path] = [denselab(), "explore", train, "--test", test]
    command += ["--text", "text", "--target", "label", "--seed", str(seed)]
    command += ["--widths", "16", "--batch-size", "512", "--epochs", str(epochs)]
    command += ["--set", 'networks=["regularised"]', "--set", "training.stop=never"]
    environment = {**os.environ, "JAX_COMPILATION_CACHE_DIR": str(folder / "compiled")}
    measured = measure([*command, "--out", run], environment, folder / "denselab.log")
    if not (run / "report.html").exists():
        raise RuntimeError(f"no report in {run}")
    test_scores = json.loads((run / "summary.json").read_text())["test"]
    return _cost(measured) | {name: test_scores[name] for name in ("n", "correct")}


def body(theirs: list[Record], ours: list[Record], epochs: int) -> str:
    """The section's sentences and its table."""
    ratio = middle(theirs, "seconds") / middle(ours, "seconds")
    n = ours[0]["n"]
    headline = (
        f"IMDB's reviews, 20,000 words of which each counts once however often it occurs, a hidden "
        f"layer of 16 units with Dropout 0.5, {epochs} epochs of batches of 512, from the files to "
        f"the end: plain Keras on TensorFlow with `TextVectorization` (a network and its test) "
        f"against `denselab explore` (the same; a look at the data, three yardsticks and the "
        f"report), which was **{ratio:.1f} times as fast**."
    )
    note = (
        f"The middle of {len(ours)} rounds, in turns; memory is the most of any round. Processor "
        f"seconds count every core that was at work. Accuracies on the {n:,} test reviews, with "
        f"the 95% interval of one network's, are means over the rounds."
    )
    rows = [
        ["seconds", *(f"{middle(side, 'seconds'):.0f}" for side in (theirs, ours))],
        ["fastest–slowest", *(spread(side) for side in (theirs, ours))],
        ["processor seconds", *(f"{middle(side, 'processor'):.0f}" for side in (theirs, ours))],
        ["peak memory, GB", *(memory(side) for side in (theirs, ours))],
        ["test accuracy", *(accuracy(side) for side in (theirs, ours))],
    ]
    table = results.table(["", "plain Keras/TensorFlow", "denselab"], rows)
    return "\n\n".join([headline, table, note])


def middle(side: list[Record], name: str) -> float:
    """The median over the rounds."""
    return median(record[name] for record in side)


def spread(side: list[Record]) -> str:
    """The fastest and the slowest round."""
    seconds = [record["seconds"] for record in side]
    return f"{min(seconds):.0f}–{max(seconds):.0f}"


def memory(side: list[Record]) -> str:
    """The most that any round held."""
    return f"{max(record['peak_rss'] for record in side) / 1e9:.2f}"


def accuracy(side: list[Record]) -> str:
    """The mean over the rounds, with the interval of a single network's accuracy."""
    n, correct = side[0]["n"], sum(record["correct"] for record in side) / len(side)
    low, high = wilson(correct, n)
    return f"{correct / n:.2%} ({low:.2%}–{high:.2%})"


if __name__ == "__main__":
    main()
