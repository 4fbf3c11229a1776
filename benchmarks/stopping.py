"""Rules to stop by, watching the same trainings: ``python -m benchmarks.stopping``.

The notebook's rule, the lowest validation loss with a patience of 10 epochs, against `Evidence`
with the same patience. Each training goes on until both have had enough; the epoch that each
keeps is judged by a further part of the training data, which neither has seen. That the
notebook's rule could just be less patient is tried as well. Test data stays
out of it. `Evidence` was designed on trainings with the seeds from 100 on, so the table's seeds
are others: ``--first 100`` repeats those of the design, and keeps nothing.
"""

import argparse
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from scipy import stats

from benchmarks import machine, results
from denselab.backend import keras, multiplies_bfloat16
from denselab.data import load, split
from denselab.nets import logits_network
from denselab.seeds import stream
from denselab.settings import Kind, Precision, Settings
from denselab.study import Study, TrainingSettings
from denselab.training import Arrays, Trainer
from denselab.training.evidence import Evidence
from denselab.training.learn import compiled
from denselab.training.per_sample import PerSample

PAGE = Path(__file__).parents[1] / "docs" / "stopping.md"
SOURCES = ("mnist-5k", "mnist", "fashion-mnist")
NETWORKS: tuple[Kind, ...] = ("mlp", "regularised")
#: Of MNIST and Fashion-MNIST, as many for training, validation, and the judgement. mnist-5k is
#: divided as an exploration divides it, and judged by digits of MNIST that are not among it.
PARTS = (10_000, 5_000, 10_000)
PATIENCE = 10
#: What the notebook's rule would do with these.
SHORTER = (5, 6, 7)
EPOCHS = 100


class LowestLoss:
    """The notebook's rule: the lowest validation loss, and `patience` epochs without a lower."""

    def __init__(self, patience: int) -> None:
        self.patience = patience
        self.lowest = math.inf
        self.best_epoch: int | None = None
        self.wait = 0

    def add(self, epoch: int, losses: np.ndarray, hits: np.ndarray) -> None:
        """Takes in an epoch's losses, ``(n,)``."""
        self.wait += 1
        if losses.mean() < self.lowest:
            self.lowest, self.best_epoch, self.wait = float(losses.mean()), epoch, 0

    @property
    def is_enough(self) -> bool:
        """Whether training should end."""
        return self.wait >= self.patience


def shorter(patience: int) -> str:
    """What the notebook's rule is called with another patience."""
    return f"val_loss, patience {patience}"


@dataclass(frozen=True)
class Outcome:
    """What a rule made of a training: how long it was, and how good the kept epoch is."""

    epochs: int
    kept: int
    loss: float
    accuracy: float


class Watch(keras.callbacks.Callback):
    """Lets the rules watch a training, and ends it when all have had enough."""

    def __init__(self, validation: PerSample, further: PerSample) -> None:
        super().__init__()
        self._validation, self._further = validation, further
        self._rules: dict[str, LowestLoss | Evidence] = {
            "val_loss": LowestLoss(PATIENCE),
            "evidence": Evidence(PATIENCE),
            **{shorter(patience): LowestLoss(patience) for patience in SHORTER},
        }
        self._epochs: dict[str, int] = {}
        self._judged: list[tuple[float, float]] = []  # loss and accuracy, an epoch each

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """Tells the rules that still watch what the validation samples say."""
        losses, hits = self._further()
        self._judged.append((float(losses.mean()), float(hits.mean())))
        measured = self._validation()
        watching = [n for n, rule in self._rules.items() if not rule.is_enough]
        for name in watching:
            self._rules[name].add(epoch, *measured)
            self._epochs[name] = epoch + 1
        self.model.stop_training = all(rule.is_enough for rule in self._rules.values())

    def outcomes(self) -> dict[str, Outcome]:
        """By rule."""
        return {name: self._outcome(name) for name in self._rules}

    def _outcome(self, name: str) -> Outcome:
        kept = self._rules[name].best_epoch
        assert kept is not None
        return Outcome(self._epochs[name], kept + 1, *self._judged[kept])


def main() -> None:
    """Train, print the table, and keep it; ``--quick`` is for trying the program itself."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=10, help="of each network on each data set")
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--quick", action="store_true", help="mnist-5k, two seeds; nothing kept")
    asked = parser.parse_args()
    facts = machine.describe()
    seeds = range(asked.first, asked.first + (2 if asked.quick else asked.seeds))
    groups = measure(SOURCES[:1] if asked.quick else SOURCES, seeds)
    report = body(groups)
    print(report)
    if not asked.quick and asked.first == 0:
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


Part = tuple[np.ndarray, np.ndarray]
#: Reads each data set once.
read = cache(load)


def divide(source: str, seed: int) -> tuple[Arrays, Part]:
    """What a network learns from and is validated on, and the part by which it is judged."""
    raw, rng = read(source), np.random.default_rng(stream(seed, "parts"))
    if source == "mnist-5k":
        known = split(raw, seed=seed)
        training, validation = (
            (known.x_train, known.y_train),
            (known.x_validation, known.y_validation),
        )
        more = read("mnist")
        taken = {image.tobytes() for image in raw.x_train}
        fresh = np.flatnonzero([image.tobytes() not in taken for image in more.x_train])
        chosen = rng.permutation(fresh)[: PARTS[2]]
        further = more.x_train[chosen], more.y_train[chosen]
    else:
        order = rng.permutation(len(raw.y_train))
        places = np.split(order, np.cumsum(PARTS))[:3]
        training, validation, further = ((raw.x_train[p], raw.y_train[p]) for p in places)
    return Arrays(*_rows(training), *_rows(validation), 1 / 255, raw.classes), _rows(further)


def _rows(part: Part) -> Part:
    x, y = part
    return x.reshape(len(x), -1), y


def train(network: Kind, arrays: Arrays, further: Part, seed: int) -> dict[str, Outcome]:
    """Trains as an exploration does, under the eyes of the rules."""
    precision: Precision = "bfloat16" if multiplies_bfloat16() else "float32"
    study = Study(training=TrainingSettings(epochs=EPOCHS))
    settings = Settings.of(study, network, precision)
    lit = arrays.lit
    classifier = compiled(
        logits_network(settings, arrays.n_inputs, len(arrays.classes), seed=seed, lit=lit),
        settings,
        len(arrays.y_train),
    )

    def samples(x: np.ndarray, y: np.ndarray) -> PerSample:
        return PerSample(classifier, arrays.only(lit, x), y, arrays.prepare)

    watch = Watch(samples(arrays.x_validation, arrays.y_validation), samples(*further))
    Trainer(classifier, prepare=arrays.prepare, precision=precision).fit(
        arrays.only(lit, arrays.x_train),
        arrays.y_train,
        batch_size=settings.batch_size,
        epochs=settings.epochs,
        callbacks=[watch],
        seed=stream(seed, "shuffle"),
        verbose=0,
    )
    return watch.outcomes()


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
        "`evidence` was designed on trainings with other seeds than these."
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
