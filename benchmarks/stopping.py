"""Rules to stop by, watching the same trainings: ``python -m benchmarks.stopping``.

The notebook's rule, the lowest validation loss with a patience of 10 epochs, against `Evidence`
with the same patience, and against itself with less. `Evidence` was designed on trainings with
seeds below 300, so the table's are others; ``--first 0`` tries such, and keeps nothing.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from scipy import stats

from benchmarks import machine, results
from benchmarks.watched import PARTS, PATIENCE, SHORTER, Outcome, divide, shorter, train
from denselab.settings import Kind

PAGE = Path(__file__).parents[1] / "docs" / "stopping.md"
SOURCES = ("mnist-5k", "mnist", "fashion-mnist")
NETWORKS: tuple[Kind, ...] = ("mlp", "regularised")
FIRST_SEED = 300


def main() -> None:
    """Train, print the table, and keep it; ``--quick`` is for trying the program itself."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=10, help="of each network on each data set")
    parser.add_argument("--first", type=int, default=FIRST_SEED, help="the first seed")
    parser.add_argument("--quick", action="store_true", help="mnist-5k, two seeds; nothing kept")
    asked = parser.parse_args()
    facts = machine.describe()
    seeds = range(asked.first, asked.first + (2 if asked.quick else asked.seeds))
    groups = measure(SOURCES[:1] if asked.quick else SOURCES, seeds)
    report = body(groups)
    print(report)
    if not asked.quick and asked.first == FIRST_SEED:
        raw = {"trainings": [group.raw() for group in groups]}
        results.keep("stopping", "Stopping on evidence", report, facts, raw)
        PAGE.write_text(results.with_section(PAGE.read_text(), "stopping", report))


@dataclass
class Group:
    """The trainings of one network on one data set, a seed each."""

    source: str
    network: str
    outcomes: list[dict[str, Outcome]] = field(default_factory=list)  # by rule

    def figures(self, rule: str, what: str) -> np.ndarray:
        """Of each training, ``(seeds,)``."""
        return np.array([getattr(outcome[rule], what) for outcome in self.outcomes])

    def gain(self, what: str, rule: str = "evidence") -> np.ndarray:
        """What a rule has more than the notebook's, ``(seeds,)``."""
        return self.figures(rule, what) - self.figures("val_loss", what)

    def raw(self) -> dict[str, Any]:
        """As JSON."""
        outcomes = [{rule: vars(o) for rule, o in both.items()} for both in self.outcomes]
        return {"source": self.source, "network": self.network, "outcomes": outcomes}


def measure(sources: Sequence[str], seeds: Sequence[int]) -> list[Group]:
    """Trains each network on each data set from each seed."""
    groups = []
    for source in sources:
        divided = [divide(source, seed) for seed in seeds]
        for network in NETWORKS:
            outcomes = [
                train(network, *parts, seed) for seed, parts in zip(seeds, divided, strict=True)
            ]
            groups.append(Group(source, network, outcomes))
    return groups


COLUMNS = (
    "data, network",
    "n",
    "epochs: `val_loss`",
    "`evidence`",
    "loss: `val_loss`",
    "`evidence` adds",
    "accuracy: `val_loss`",
    "`evidence` adds, points",
)


def body(groups: Sequence[Group]) -> str:
    """The section's sentences and table."""
    every = Group("all", "", [outcome for group in groups for outcome in group.outcomes])
    rows = [row(f"{group.source}, {group.network}", group) for group in groups]
    text = (
        f"Each training is watched by all rules, those of the first table with a patience of "
        f"{PATIENCE} epochs, so the differences are paired; brackets hold their 95% intervals over "
        "the trainings. Loss and accuracy are those of the kept epoch on a further part of the "
        f"training data, {PARTS[2]:,} samples that no rule has seen, not on test data. "
        "`evidence` was designed on trainings of the same data sets with other seeds than these."
    )
    less = (
        f"Could `val_loss` just be less patient than {PATIENCE} epochs? The same trainings, all "
        "of them:"
    )
    first = results.table(COLUMNS, [*rows, row("all", every)])
    return "\n\n".join([text, first, less, results.table(LESS_PATIENT, patience_rows(every))])


def row(name: str, group: Group) -> list[str]:
    """One line of the table."""
    epochs = [f"{group.figures(rule, 'epochs').mean():.1f}" for rule in ("val_loss", "evidence")]
    return [
        name,
        str(len(group.outcomes)),
        *epochs,
        f"{group.figures('val_loss', 'loss').mean():.4f}",
        with_interval(group.gain("loss"), "+.4f"),
        f"{group.figures('val_loss', 'accuracy').mean():.2%}",
        with_interval(100 * group.gain("accuracy"), "+.2f"),
    ]


LESS_PATIENT = ("rule", "epochs", "adds to loss", "to accuracy, points")


def patience_rows(every: Group) -> list[list[str]]:
    """Each rule beside the notebook's, over all trainings."""
    return [
        [
            f"`{rule}`",
            f"{every.figures(rule, 'epochs').mean():.1f}",
            with_interval(every.gain("loss", rule), "+.4f"),
            with_interval(100 * every.gain("accuracy", rule), "+.2f"),
        ]
        for rule in ["evidence", *map(shorter, SHORTER)]
    ]


def with_interval(values: np.ndarray, form: str) -> str:
    """The mean and its 95% interval by Student's t.

    Example:
        >>> with_interval(np.array([1.0, 2.0, 3.0]), ".1f")
        '2.0 [-0.5, 4.5]'
    """
    half = stats.t.ppf(0.975, len(values) - 1) * stats.sem(values)
    mean = values.mean()
    return f"{mean:{form}} [{mean - half:{form}}, {mean + half:{form}}]"


if __name__ == "__main__":
    main()
