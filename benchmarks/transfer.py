"""What starting from another Run is worth: ``python -m benchmarks.transfer``.

A network learns MNIST once, and one IMDB's reviews. Then other data sets are explored from these
Runs, and the measurement that every such exploration makes, from scratch against from the Run at
several amounts of data, becomes a table. Everything is measured on validation parts.
"""

import argparse
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import machine, results
from denselab.data import load
from denselab.exploration import explore
from denselab.study import DataSettings, Network, Study, TrainingSettings, TransferSettings

Record = dict[str, Any]

#: Of Fashion-MNIST's training images, so that "all" stays cheap; its test set is not touched.
GARMENTS = 10_000
#: UCI's digits as ``.npz`` files with ``x`` and ``y``, where ``DENSELAB_DATA`` has them.
BITMAPS = {
    "Semeion, 16 × 16": "semeion/semeion.npz",
    "optdigits, 32 × 32": "optdigits32/optdigits_orig_tra.npz",
}
#: The training parts alone of what is good or bad, where ``DENSELAB_DATA`` has them.
REVIEWS, SENTENCES = "imdb/train.csv.gz", "sst2/train.csv.gz"
EPOCHS = {"MNIST": 10, "IMDB": 3}  # in which each start is learned
LONG = 100  # epochs of what starts there, at most


def main() -> None:
    """Measure and keep the table; ``--quick`` is for trying the program itself."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="little training, nothing kept")
    asked = parser.parse_args()
    facts = machine.describe()
    with tempfile.TemporaryDirectory() as name:
        measured = measure(Path(name), asked.quick)
    report = body(measured)
    print(report)
    if not asked.quick:
        results.keep("transfer", "Starting from another Run", report, facts, {"starts": measured})


def measure(folder: Path, quick: bool) -> list[Record]:
    """For each start its validation score, and ``evidence/transfer.json`` of each target."""
    measured = []
    for name, data in starts():
        epochs = 1 if quick else EPOCHS[name]
        first = explore(_study(data, epochs, TransferSettings()), out=folder / name)
        start = TransferSettings(run=str(first.path))
        reached = first.summary["models"][0]["validation"]
        found: Record = {"start": name, "validation": reached, "targets": {}}
        for number, (target, other) in enumerate(targets(name, folder)):
            study = _study(other, 1 if quick else LONG, start)
            run = explore(study, out=folder / f"{name}-{number}")
            found["targets"][target] = run.transfer
        measured.append(found)
    return measured


def _study(data: DataSettings, epochs: int, start: TransferSettings) -> Study:
    alone: tuple[Network, ...] = ("regularised",)
    training = TrainingSettings(epochs=epochs)
    return Study(networks=alone, data=data, training=training, transfer=start)


def starts() -> Iterator[tuple[str, DataSettings]]:
    """What is learned first."""
    yield "MNIST", DataSettings(source="mnist")
    if (file := _at_hand(REVIEWS)).is_file():
        yield "IMDB", DataSettings(source=str(file), text="text", target="label")


def targets(start: str, folder: Path) -> Iterator[tuple[str, DataSettings]]:
    """What is learned from there, as far as it is at hand."""
    if start == "IMDB":
        if (file := _at_hand(SENTENCES)).is_file():
            yield "SST-2, sentences", DataSettings(source=str(file), text="text", target="label")
        return
    garments = load("fashion-mnist")
    file = folder / "garments.npz"
    labels = garments.y_train[:GARMENTS] + 10  # so that garments do not pass for digits
    np.savez(file, x=garments.x_train[:GARMENTS], y=labels)
    yield f"Fashion-MNIST, {GARMENTS:,} images", DataSettings(source=str(file))
    for name, place in BITMAPS.items():
        if (file := _at_hand(place)).is_file():
            yield name, DataSettings(source=str(file))


def _at_hand(place: str) -> Path:
    return Path(os.environ.get("DENSELAB_DATA", "")) / place


def body(measured: list[Record]) -> str:
    """The section's sentences and its table."""
    compared = [
        (found["start"], name, amount)
        for found in measured
        for name, amounts in found["targets"].items()
        for amount in amounts
    ]
    gains = [amount["gain"] for *_, amount in compared]
    scores = " and ".join(
        f"{found['start']} for {EPOCHS[found['start']]} epochs reads "
        f"{found['validation']['accuracy']:.2%}"
        for found in measured
    )
    text = (
        f"The regularised network (512-256 units, dropout 0.5, RMSprop) trained on {scores} of its "
        "validation part. Other data sets start from its hidden layers, and those of the same "
        "classes from its output layer, too; bitmaps are scaled to where MNIST's digits lie, and "
        "sentences are read by the words of IMDB's reviews. They are compared with the same "
        f"network trained from scratch on the same examples: mean validation accuracy of "
        f"{compared[0][2]['repeats']} trainings each, and the gain with its 95% interval, which "
        "allows for the draw of the examples and for the size of the validation part. The settings "
        "are the defaults; that of `transfer.rate` was chosen before, on other splits of the "
        f"images. Of {len(gains)} comparisons {sum(gain['low'] > 0 for gain in gains)} show a "
        f"gain, {sum(gain['high'] < 0 for gain in gains)} a loss, and the others neither."
    )
    columns = ["data", "from", "examples a class", "n", "from scratch", "from there"]
    rows = [row(*each) for each in compared]
    return f"{text}\n\n{results.table([*columns, 'gain in points'], rows)}"


def row(start: str, name: str, amount: Record) -> list[str]:
    """One line of the table; `n` is the size of the validation part."""
    examples, gain = amount["examples"], amount["gain"]
    interval = f"{points(gain['low'])} to {points(gain['high'])}"
    return [
        name,
        start,
        f"all {amount['n_train']:,}" if examples is None else str(examples),
        f"{amount['n']:,}",
        f"{amount['scratch']['accuracy']:.1%}",
        f"{amount['transfer']['accuracy']:.1%}",
        f"{points(gain['difference'])} ({interval})",
    ]


def points(difference: float) -> str:
    """A difference of two shares in percentage points, with its sign.

    Example:
        >>> points(0.0312), points(-0.0001)
        ('+3.1', '+0.0')
    """
    return f"{round(100 * difference, 1) + 0.0:+.1f}"


if __name__ == "__main__":
    main()
