"""How long one epoch takes: ``python -m benchmarks.epoch_time``.

Every contender trains the same network (see `benchmarks.contenders`) on 50,000 samples, in a
process of its own with the machine to itself. Rounds are interleaved: each lets every contender
start afresh once, so that a machine that slows down slows all of them. The first epoch of a
process, which compiles, does not count. What is not installed is left out, with the reason.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from statistics import median

from benchmarks import machine, products, results
from benchmarks.contenders import CONTENDERS
from benchmarks.digits import save_training_part

SAMPLES = 50_000


@dataclass
class Outcome:
    """What the rounds found out.

    Attributes:
        seconds: Per contender, of every epoch that counts.
        devices: Per contender, what it ran on.
        rates: Per library, the best FLOP/s of its float32 matrix products.
        skipped: What was left out, and why.
    """

    seconds: dict[str, list[float]] = field(default_factory=dict)
    devices: dict[str, str] = field(default_factory=dict)
    rates: dict[str, float] = field(default_factory=dict)
    skipped: dict[str, str] = field(default_factory=dict)

    @property
    def floor(self) -> float:
        """Seconds of an epoch's matrix products at the best rate of all."""
        return products.flop_of_epoch(SAMPLES) / max(self.rates.values())

    @property
    def medians(self) -> dict[str, float]:
        """Seconds an epoch, per contender."""
        return {name: median(seconds) for name, seconds in self.seconds.items()}


def main() -> None:
    """Run the rounds and keep the outcome; ``--quick`` is for trying the program itself."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--epochs", type=int, default=4, help="in each round, the first included")
    parser.add_argument("--only", nargs="+", choices=CONTENDERS, default=list(CONTENDERS))
    parser.add_argument("--quick", action="store_true", help="one short round, nothing kept")
    asked = parser.parse_args()
    if asked.quick:
        asked.rounds, asked.epochs = 1, 2
    facts = machine.describe()
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "digits.npz"
        facts["data"] = save_training_part(data)
        outcome = run_rounds(asked.rounds, asked.epochs, asked.only, data)
    report = body(outcome)
    print(report)
    if not asked.quick:
        keep(outcome, report, facts)


def run_rounds(rounds: int, epochs: int, names: list[str], data: Path) -> Outcome:
    """Let every contender train once a round, and measure the rates beside them."""
    outcome = Outcome()
    for number in range(1, rounds + 1):
        for name in names:
            print(f"round {number} of {rounds}: {name}", file=sys.stderr)
            train(name, data, epochs, outcome)
        for library in products.LIBRARIES:
            measure_rate(library, outcome)
    return outcome


def train(name: str, data: Path, epochs: int, outcome: Outcome) -> None:
    """One contender's turn in a round."""
    contender = CONTENDERS[name]
    if find_spec(contender.needs) is None:
        outcome.skipped[name] = f"{contender.needs} is not installed"
        return
    arguments = ["benchmarks.contenders", name, str(data), str(epochs)]
    try:
        told = json.loads(run_module(arguments, {"KERAS_BACKEND": contender.backend}))
    except RuntimeError as error:
        outcome.skipped[name] = str(error)
        return
    outcome.seconds.setdefault(name, []).extend(told["seconds"])
    outcome.devices[name] = told["device"]


def measure_rate(library: str, outcome: Outcome) -> None:
    """One library's turn at plain matrix products; its best round counts."""
    if find_spec(library) is None:
        outcome.skipped[f"products by {library}"] = f"{library} is not installed"
        return
    rate = float(run_module(["benchmarks.products", library], {}))
    outcome.rates[library] = max(rate, outcome.rates.get(library, 0.0))


def run_module(arguments: list[str], environment: Mapping[str, str]) -> str:
    """The last line that ``python -m ...`` printed.

    Raises:
        RuntimeError: It failed; the message is the last line of its error output.
    """
    done = subprocess.run(
        [sys.executable, "-m", *arguments],
        env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError((done.stderr.strip() or "it said nothing").splitlines()[-1])
    return done.stdout.strip().splitlines()[-1]


def body(outcome: Outcome) -> str:
    """The section's table and sentences."""
    medians = outcome.medians
    peers = {
        "× Keras/TensorFlow": medians.get("keras-tensorflow"),
        "× best Keras/JAX": min(
            (medians[name] for name in ("keras-jax", "keras-jax-32") if name in medians),
            default=None,
        ),
    }
    columns = [
        "contender",
        "device",
        "s/epoch",
        "fastest–slowest",
        "epochs",
        *peers,
        "of floor",
    ]
    rows = [
        [
            CONTENDERS[name].title,
            outcome.devices[name],
            f"{seconds:.3f}",
            f"{min(outcome.seconds[name]):.3f}–{max(outcome.seconds[name]):.3f}",
            str(len(outcome.seconds[name])),
            *(f"{peer / seconds:.2f}" if peer else "–" for peer in peers.values()),
            f"{outcome.floor / seconds:.0%}",
        ]
        for name, seconds in sorted(medians.items(), key=lambda item: -item[1])
    ]
    rows.append(["the arithmetic floor", "", f"{outcome.floor:.3f}", "", "", "", "", "100%"])
    return "\n\n".join([INTRODUCTION, results.table(columns, rows), *remarks(outcome)])


INTRODUCTION = f"""784-512-256-10 with Dropout 0.5 twice, RMSprop, batch 128, {SAMPLES:,} samples,
float32 but where a note says otherwise. Seconds an epoch: the median over interleaved rounds, each
contender in a process of its own, first epochs left out. × says how many times as fast as that
peer."""


def remarks(outcome: Outcome) -> list[str]:
    """How the floor was found, who differs, and who is missing."""
    rates = ", ".join(f"{name} {rate / 1e9:.0f}" for name, rate in outcome.rates.items())
    flop = products.flop_of_epoch(SAMPLES)
    lines = [
        f"The floor is the {flop / 1e9:.0f} GFLOP of an epoch's matrix products at the best "
        f"float32 rate of this machine, in GFLOP/s: {rates}."
    ]
    present = [CONTENDERS[name] for name in outcome.seconds]
    lines += [f"{contender.title}: {contender.note}." for contender in present if contender.note]
    lines += [f"Left out: {name}: {reason}." for name, reason in outcome.skipped.items()]
    return lines


def keep(outcome: Outcome, report: str, facts: Mapping[str, str]) -> None:
    """Write the section of this kind of device."""
    device = outcome.devices.get("denselab", "cpu")
    name = "epoch_time" if device == "cpu" else f"epoch_time_{device}"
    raw = {
        "seconds": outcome.seconds,
        "devices": outcome.devices,
        "flop_per_second": outcome.rates,
        "skipped": outcome.skipped,
    }
    results.keep(name, f"Epoch time ({device.upper()})", report, facts, raw)


if __name__ == "__main__":
    main()
