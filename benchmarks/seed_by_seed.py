"""Changes of a study compared with plain training, seed by seed: what came of them, as tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import mean, median, stdev

import numpy as np
from scipy.stats import t

from benchmarks import results

PLAIN = "plain (rmsprop)"
OPTIMIZERS = (PLAIN, "optimizer adam", "optimizer adamw", "optimizer muon")


@dataclass(frozen=True)
class Trained:
    """One training.

    Attributes:
        accuracy: On the validation part after each epoch.
        loss: Likewise.
        seconds: What the processor worked in an epoch, the median without the first.
    """

    accuracy: list[float]
    loss: list[float]
    seconds: float

    def best(self, epochs: int | None = None) -> int:
        """The epoch, from 0, of the lowest validation loss in the first `epochs`, or in all."""
        return int(np.nanargmin(self.loss[:epochs]))

    def within(self, seconds: float) -> int:
        """Epochs that fit into so many seconds; at least one."""
        return min(max(1, int(seconds / self.seconds)), len(self.loss))


#: For each change the trainings, one a seed from 0 on.
Outcome = Mapping[str, Sequence[Trained]]


def changes_table(of: Outcome) -> str:
    """A row a change: what it came to, and how far from plain training."""
    columns = ["changed", "accuracy", "Δ", "95%", "loss", "best epoch", "n"]
    return results.table(columns, [_row(name, of) for name in of])


def _row(name: str, of: Outcome) -> list[str]:
    trained = of[name]
    accuracy = [100 * each.accuracy[each.best()] for each in trained]
    loss = [each.loss[each.best()] for each in trained]
    epochs = [each.best() + 1 for each in trained]
    ahead = lead(name, of)
    compared = (
        ["", ""] if name == PLAIN else [f"{ahead[0]:+.2f}", f"{ahead[1]:+.2f} to {ahead[2]:+.2f}"]
    )
    return [
        name if name == PLAIN else f"`{name}`",
        f"{mean(accuracy):.2f}% ± {stdev(accuracy):.2f}",
        *compared,
        f"{mean(loss):.4f}",
        f"{mean(epochs):.1f}",
        str(len(trained)),
    ]


def lead(name: str, of: Outcome) -> tuple[float, float, float]:
    """The mean difference from plain training in points, and its 95% t interval."""
    same_seeds = of[PLAIN][: len(of[name])]
    differences = [
        100 * (each.accuracy[each.best()] - plain.accuracy[plain.best()])
        for each, plain in zip(of[name], same_seeds, strict=True)
    ]
    n, middle = len(differences), mean(differences)
    half = float(t.ppf(0.975, n - 1)) * stdev(differences) / n**0.5
    return middle, middle - half, middle + half


def verdict(of: Outcome) -> str:
    """Which changes chance alone does not explain."""
    leads = {name: lead(name, of) for name in of if name != PLAIN}
    better = [f"`{name}`" for name, (_, low, _) in leads.items() if low > 0]
    worse = [f"`{name}`" for name, (_, _, high) in leads.items() if high < 0]
    return (
        f"Better than plain training beyond their intervals: {', '.join(better) or 'none'}; "
        f"worse: {', '.join(worse) or 'none'}."
    )


def optimizers_table(sets: Mapping[str, Outcome]) -> str:
    """The optimizers after equally many epochs, and in equal time."""
    columns = ["optimizer", "digits", "n", "s/epoch", "accuracy", "loss"]
    columns += ["in equal time: epochs", "accuracy", "loss"]
    rows = []
    for digits, of in sets.items():
        trained = {name: of[name] for name in OPTIMIZERS if name in of}
        seeds = min(map(len, trained.values()))  # those that all of them have
        for name, each in trained.items():
            told = _in_time(each[:seeds], trained[PLAIN][:seeds])
            rows.append([name if name == PLAIN else f"`{name}`", digits, str(seeds), *told])
    return results.table(columns, rows)


def _in_time(trained: Sequence[Trained], plain: Sequence[Trained]) -> list[str]:
    seconds = median(each.seconds for each in trained)
    budget = median(each.seconds for each in plain) * len(plain[0].loss)
    epochs = replace(trained[0], seconds=seconds).within(budget)
    return [f"{seconds:.3f}", *_judged(trained, None), str(epochs), *_judged(trained, epochs)]


def _judged(trained: Sequence[Trained], epochs: int | None) -> list[str]:
    best = [each.best(epochs) for each in trained]
    accuracy = mean(each.accuracy[epoch] for each, epoch in zip(trained, best, strict=True))
    loss = mean(each.loss[epoch] for each, epoch in zip(trained, best, strict=True))
    return [f"{accuracy:.2%}", f"{loss:.4f}"]
