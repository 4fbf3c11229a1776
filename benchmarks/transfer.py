"""What starting from an MNIST network is worth elsewhere: ``python -m benchmarks.transfer``.

A network learns MNIST once. Then each of three other data sets is explored from that Run, and the
measurement that every such exploration makes, from scratch against from the Run at several amounts
of data, becomes a table. Everything is measured on validation parts.
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
        results.keep("transfer", "Starting from another Run", report, facts, measured)


def measure(folder: Path, quick: bool) -> Record:
    """For each data set what ``evidence/transfer.json`` says."""
    short, long = (TrainingSettings(epochs=1 if quick else epochs) for epochs in (10, 100))
    alone: tuple[Network, ...] = ("regularised",)
    digits = Study(networks=alone, data=DataSettings(source="mnist"), training=short)
    first = explore(digits, out=folder / "mnist")
    measured: Record = {"MNIST": first.summary["models"][0]["validation"]}
    start = TransferSettings(run=str(first.path))
    for number, (name, file) in enumerate(targets(folder)):
        other = DataSettings(source=str(file))
        study = Study(networks=alone, data=other, training=long, transfer=start)
        measured[name] = explore(study, out=folder / f"run-{number}").transfer
    return measured


def targets(folder: Path) -> Iterator[tuple[str, Path]]:
    """The names of the data sets that are at hand, and their files."""
    garments = load("fashion-mnist")
    file = folder / "garments.npz"
    labels = garments.y_train[:GARMENTS] + 10  # so that garments do not pass for digits
    np.savez(file, x=garments.x_train[:GARMENTS], y=labels)
    yield f"Fashion-MNIST, {GARMENTS:,} images", file
    for name, place in BITMAPS.items():
        file = Path(os.environ.get("DENSELAB_DATA", "")) / place
        if file.is_file():
            yield name, file


def body(measured: Record) -> str:
    """The section's sentences and its table."""
    compared = {name: amounts for name, amounts in measured.items() if isinstance(amounts, list)}
    rows = [row(name, amount) for name, amounts in compared.items() for amount in amounts]
    gains = [amount["gain"] for amounts in compared.values() for amount in amounts]
    repeats = next(iter(compared.values()))[0]["repeats"]
    accuracy = measured["MNIST"]["accuracy"]
    text = (
        "The regularised network (512-256 units, dropout 0.5, RMSprop) trained on MNIST for 10 "
        f"epochs reads {accuracy:.2%} of its validation part. Other data sets start from its "
        "hidden layers, and digits from its output layer, too; bitmaps are scaled to where MNIST's "
        "digits lie. They are compared with the same network "
        f"trained from scratch on the same examples: mean validation accuracy of {repeats} "
        "trainings each, and the gain with its 95% interval, which allows for the draw of the "
        "examples and for the size of the validation part. The settings are the defaults; that "
        "of `transfer.rate` was chosen before, on other splits of these data. Of "
        f"{len(gains)} comparisons {sum(gain['low'] > 0 for gain in gains)} show a gain, "
        f"{sum(gain['high'] < 0 for gain in gains)} a loss, and the others neither."
    )
    columns = ["data", "examples a class", "n", "from scratch", "from MNIST", "gain in points"]
    return f"{text}\n\n{results.table(columns, rows)}"


def row(name: str, amount: Record) -> list[str]:
    """One line of the table; `n` is the size of the validation part."""
    examples, gain = amount["examples"], amount["gain"]
    interval = f"{points(gain['low'])} to {points(gain['high'])}"
    return [
        name,
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
