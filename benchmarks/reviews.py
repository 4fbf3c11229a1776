"""Reviews from their files to the end, and the memory: ``python -m benchmarks.reviews``.

`benchmarks.plain_reviews` on TensorFlow against ``denselab explore`` on IMDB's reviews, with the
same network on as many words for as many epochs: a test accuracy for the one; for the other also
a look at the data, yardsticks, a reading of the curves and the report. In turns, each as a process
of its own, and without compiled programs from earlier ones. Once with the batches of the book that
the other side follows, and once with those of its first edition, which keep it less busy.
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
#: Reviews an update: F. Chollet, *Deep Learning with Python*, 2nd ed. 11.3.2, and 1st ed. 3.4.
BATCHES = (32, 512)
THEIRS, OURS = "plain Keras/TensorFlow", "denselab"


def main() -> None:
    """Run both in turns and keep the outcome; ``--quick`` is for trying the program itself."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--quick", action="store_true", help="two epochs, once; nothing kept")
    asked = parser.parse_args()
    if asked.quick:
        asked.rounds, asked.epochs = 1, 2
    if find_spec("tensorflow") is None:
        sys.exit("reviews are compared with TensorFlow, which is not installed: make bench")
    facts, records = machine.describe(), []
    for number in range(asked.rounds):
        for batch in BATCHES:
            with tempfile.TemporaryDirectory() as folder:
                records.append(run_plain_keras(Path(folder), asked.epochs, batch))
                records.append(run_denselab(Path(folder), asked.epochs, batch, seed=number))
    report = body(records, asked.epochs)
    print(report)
    if not asked.quick:
        results.keep("reviews", "Reviews", report, facts, {"runs": records})


def files() -> tuple[Path, Path]:
    """The training and the test reviews."""
    folder = Path(os.environ.get("DENSELAB_DATA", "")) / "imdb"
    if not folder.is_dir():
        sys.exit(f"{folder}: holds no reviews; set DENSELAB_DATA to the folder of data sets")
    return folder / "train.csv.gz", folder / "test.csv.gz"


def run_plain_keras(folder: Path, epochs: int, batch: int) -> Record:
    """The network in plain Keras on TensorFlow."""
    result = folder / "plain.json"
    command: list[str | Path] = [sys.executable, "-m", "benchmarks.plain_reviews"]
    command += [*files(), result, str(epochs), str(batch)]
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"}
    measured = measure(command, environment, folder / "plain.log")
    return record(THEIRS, batch, measured, json.loads(result.read_text()))


def run_denselab(folder: Path, epochs: int, batch: int, seed: int) -> Record:
    """The same network, and all that comes with it, by denselab's command."""
    run, (train, test) = folder / "run", files()
    command: list[str | Path] = [denselab(), "explore", train, "--test", test]
    command += ["--text", "text", "--target", "label", "--seed", str(seed), "--out", run]
    command += ["--widths", "16", "--batch-size", str(batch), "--epochs", str(epochs)]
    command += ["--set", 'networks=["regularised"]', "--set", "training.stop=never"]
    # Words alone, as on the other side.
    command += ["--set", "words.ngrams=1", "--set", "words.vocabulary=20000"]
    command += ["--set", "words.weighting=binary", "--set", "words.ratio=false"]
    environment = {**os.environ, "JAX_COMPILATION_CACHE_DIR": str(folder / "compiled")}
    measured = measure(command, environment, folder / "denselab.log")
    if not (run / "report.html").exists():
        raise RuntimeError(f"no report in {run}")
    tested = json.loads((run / "summary.json").read_text())["test"]
    lines = (run / "history" / "regularised.jsonl").read_text().splitlines()
    took = [json.loads(line)["seconds"] for line in lines[1:]]
    outcome = {"n": tested["n"], "correct": tested["correct"], "epochs": took}
    return record(OURS, batch, measured, outcome)


def record(side: str, batch: int, measured: Measured, outcome: Record) -> Record:
    """What is kept of one run; ``epochs`` are the seconds of each after the first."""
    return {
        "side": side,
        "batch": batch,
        "seconds": measured.seconds,
        "processor": measured.processor,
        "peak_rss": measured.peak_rss,
        **outcome,
    }


def body(records: list[Record], epochs: int) -> str:
    """The section's sentences and its table."""
    ratios = [
        middle(of(records, THEIRS, batch), "seconds") / middle(of(records, OURS, batch), "seconds")
        for batch in BATCHES
    ]
    told = " and ".join(
        f"**{ratio:.1f} times as fast** with batches of {batch}"
        for ratio, batch in zip(ratios, BATCHES, strict=True)
    )
    rounds = len(of(records, OURS, BATCHES[0]))
    headline = (
        f"IMDB's reviews, 20,000 words of which each counts once however often it occurs, a hidden "
        f"layer of 16 units with Dropout 0.5, {epochs} epochs, from the files to the end: plain "
        f"Keras on TensorFlow with `TextVectorization` (a network and its test) against `denselab "
        f"explore` (the same; a look at the data, three yardsticks and the report), which was "
        f"{told}. Nothing was compiled before."
    )
    note = (
        f"Medians of {rounds} rounds, in turns; memory is the most of any round. An epoch is one "
        f"after the first, with its validation. Processor seconds are those of all cores together. "
        f"Accuracies on the {records[0]['n']:,} test reviews are means over the rounds, with the "
        f"95% interval of one network's."
    )
    columns = ["", "batch", "seconds", "fastest–slowest", "s/epoch", "processor seconds"]
    columns += ["peak memory, GB", "test accuracy"]
    rows = [row(of(records, side, batch)) for batch in BATCHES for side in (THEIRS, OURS)]
    return "\n\n".join([headline, results.table(columns, rows), note])


def of(records: list[Record], side: str, batch: int) -> list[Record]:
    """The rounds of one side with one size of batches."""
    return [each for each in records if (each["side"], each["batch"]) == (side, batch)]


def row(rounds: list[Record]) -> list[str]:
    """The line of one side with one size of batches."""
    seconds = [each["seconds"] for each in rounds]
    return [
        rounds[0]["side"],
        str(rounds[0]["batch"]),
        f"{median(seconds):.0f}",
        f"{min(seconds):.0f}–{max(seconds):.0f}",
        f"{median([epoch for each in rounds for epoch in each['epochs']]):.2f}",
        f"{middle(rounds, 'processor'):.0f}",
        f"{max(each['peak_rss'] for each in rounds) / 1e9:.2f}",
        accuracy(rounds),
    ]


def middle(rounds: list[Record], name: str) -> float:
    """The median over the rounds."""
    return median(each[name] for each in rounds)


def accuracy(rounds: list[Record]) -> str:
    """The mean over the rounds, with the interval of a single network's accuracy."""
    n, correct = rounds[0]["n"], sum(each["correct"] for each in rounds) / len(rounds)
    low, high = wilson(correct, n)
    return f"{correct / n:.2%} ({low:.2%}–{high:.2%})"


if __name__ == "__main__":
    main()
