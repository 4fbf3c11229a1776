"""What training several networks together gains: ``python -m benchmarks.members``.

A network of a committee trained alone, two side by side in threads, and four as one program over a
stack; in interleaved rounds, with what each way costs a network and epoch. The first epoch of each,
which compiles, does not count.
"""

import argparse
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks import machine, results
from benchmarks.digits import Digits, load_part, save_training_part
from denselab.backend import jax, multiplies_bfloat16
from denselab.prep.encoding import Scaled
from denselab.settings import Precision, Settings
from denselab.study import AugmentationSettings, NetworkSettings, Study
from denselab.training import Arrays, Plan, train_members

STUDY = Study(
    augmentation=AugmentationSettings(preset="digits"),
    network=NetworkSettings(widths=(1024, 1024), dropout=0.0),
)


class Way(NamedTuple):
    """A way of training so many networks."""

    networks: int
    stacked: bool
    why: str


WAYS = {
    "alone": Way(1, False, "one has the machine to itself"),
    "two side by side": Way(2, False, "as `explore` does on a processor"),
    "a stack of four": Way(4, True, "as `explore` does on an accelerator, all members at once"),
}


def main() -> None:
    """Run the rounds and keep the outcome; ``--quick`` is for trying the program itself."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--epochs", type=int, default=3, help="in each round, the first included")
    parser.add_argument("--samples", type=int, default=20_000)
    parser.add_argument("--quick", action="store_true", help="one short round, nothing kept")
    asked = parser.parse_args()
    if asked.quick:
        asked.rounds, asked.epochs, asked.samples = 1, 2, 2_000
    facts = machine.describe()
    with tempfile.TemporaryDirectory() as name:
        data = Path(name) / "digits.npz"
        facts["data"] = f"{asked.samples:,} of {save_training_part(data)}"
        plan = _plan(load_part(data, "train"), asked.samples, asked.epochs)
        seconds = _rounds(plan, asked.rounds, Path(name))
    report = body(seconds)
    print(report)
    if not asked.quick:
        device = jax.default_backend()
        name = "members" if device == "cpu" else f"members_{device}"
        title = f"Members of a committee ({device.upper()})"
        results.keep(name, title, report, facts, {"seconds": seconds})


def _plan(digits: Digits, samples: int, epochs: int) -> Plan:
    x, y = digits.x[:samples], digits.y[:samples]
    precision: Precision = "bfloat16" if multiplies_bfloat16() else "float32"
    settings = Settings.of(STUDY, "regularised", precision)
    arrays = Arrays(x, y, x[:1], y[:1], Scaled(1 / 255), tuple("0123456789"), (28, 28))
    return Plan(settings, arrays, epochs)


def _rounds(plan: Plan, rounds: int, folder: Path) -> dict[str, list[float]]:
    """For each way, seconds a network and epoch, a value a round."""
    seconds: dict[str, list[float]] = {name: [] for name in WAYS}
    for _ in range(rounds):
        for name, way in WAYS.items():
            seconds[name].append(_seconds(way, plan, folder))
    return seconds


def _seconds(way: Way, plan: Plan, folder: Path) -> float:
    """Seconds a network and epoch, from when all have ended their first epoch."""
    first: list[float] = []
    others: list[float] = []

    def on_epoch(member: int, epoch: int, logs: Mapping[str, float]) -> None:
        if epoch:
            (first if epoch == 1 else others).append(time.perf_counter())

    seeds = list(range(way.networks))
    train_members(plan, seeds, folder, on_epoch=on_epoch, stacked=way.stacked)
    counted = [moment for moment in others if moment > max(first)]
    return (max(counted) - max(first)) / len(counted)


def body(seconds: Mapping[str, list[float]]) -> str:
    """The section's table and sentences."""
    alone = median(seconds["alone"])
    rows = [
        [
            f"{name} ({WAYS[name].why})",
            f"{median(s):.3f}",
            f"{min(s):.3f}–{max(s):.3f}",
            f"{alone / median(s):.2f}",
        ]
        for name, s in seconds.items()
    ]
    columns = ["way", "s a network and epoch", "fastest–slowest", "× alone"]
    shown = len(next(iter(seconds.values())))
    return (
        f"Networks 784-1024-1024-10 on distorted images, batch "
        f"{STUDY.training.batch_size}, {shown} interleaved rounds.\n\n"
        f"{results.table(columns, rows)}"
    )


if __name__ == "__main__":
    main()
