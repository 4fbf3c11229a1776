"""What a network learns from fifty corrections: ``python -m benchmarks.adapting``.

Several writers who do not exist each correct five digits a class, on two networks of MNIST; each
network is adapted to each writer by `denselab.adapt`, and then reads twenty further digits a class
of the same writer. MNIST's test part stays sealed but for the two explorations.
"""

import argparse
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from math import sqrt
from pathlib import Path
from typing import Any

import numpy as np

import denselab
from benchmarks import machine, results
from benchmarks.writers import Writer
from denselab.adaptation.worth import check_remembered, compared
from denselab.corrections import keep_correction
from denselab.errors import ForgettingError
from denselab.evaluation import student
from denselab.prediction import Predictor
from denselab.runs import Run
from denselab.study import AdaptationSettings, Study

#: Digits a class that are corrected, and further ones on which it counts.
CORRECTED, FURTHER = 5, 20
#: Who hardly has anything to correct, corrects nothing.
FEWEST_ERRORS = 3
#: Others than those by whom the defaults of `AdaptationSettings` were chosen.
FIRST_SEED = 1000
#: Keeps whatever comes of it; whether the default would have, is told.
ANYTHING = AdaptationSettings(tolerance=100)
STUDIES: dict[str, dict[str, Any]] = {
    "plain": {
        "data": {"source": "mnist"},
        "networks": ["regularised"],
        "training": {"epochs": 20},
    },
    "distorted": {
        "data": {"source": "mnist"},
        "networks": ["regularised"],
        "augmentation": {"preset": "digits"},
        "training": {
            "optimizer": "adam",
            "schedule": "cosine",
            "batch_size": 256,
            "epochs": 30,
            "stop": "never",
        },
    },
}
TOLD = {
    "plain": "trained on MNIST as it is (the defaults, at most 20 epochs)",
    "distorted": "trained on distorted MNIST (Adam, 30 epochs with a cosine)",
}


@dataclass(frozen=True)
class Outcome:
    """One network, adapted to one writer.

    Attributes:
        network: Its name.
        writer: His seed.
        corrections: Before and after, cross-validated, see `compared`.
        further: Before and after on further digits.
        validation: Before and after on MNIST's validation part.
        kept: Whether ``denselab adapt`` would have kept it.
    """

    network: str
    writer: int
    corrections: dict[str, Any]
    further: dict[str, Any]
    validation: dict[str, Any]
    kept: bool

    def errors(self, when: str) -> int:
        """How many there are on further digits, ``"before"`` or ``"after"``."""
        score = self.further[when]
        return int(score["n"] - score["correct"])


def main() -> None:
    """Measure and keep the tables; ``--quick`` is for trying the program itself."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="little of everything, nothing kept")
    parser.add_argument("--writers", type=int, default=10, help="how many there are")
    asked = parser.parse_args()
    facts = machine.describe()
    with tempfile.TemporaryDirectory() as folder:
        outcomes = list(measure(Path(folder), 2 if asked.quick else asked.writers, asked.quick))
    report = body(outcomes)
    print(report)
    if not asked.quick:
        raw = {"outcomes": [asdict(outcome) for outcome in outcomes]}
        results.keep("adapting", "Adapting to a hand", report, facts, raw)


def measure(folder: Path, writers: int, quick: bool) -> Iterator[Outcome]:
    """Each network with so many writers on whom it errs."""
    for name, settings in STUDIES.items():
        small = {"data": {"source": "mnist-5k"}, "training": {"epochs": 5}} if quick else {}
        run = denselab.explore(Study(**{**settings, **small}), out=folder / name)
        found, seed = 0, FIRST_SEED
        while found < writers:
            outcome = adapted(run, name, seed)
            if outcome is not None:
                found += 1
                yield outcome
            seed += 1


def adapted(run: Run, name: str, seed: int) -> Outcome | None:
    """A network adapted to a writer; ``None`` where it hardly errs on him."""
    rng = np.random.default_rng(seed)
    writer = Writer.of(rng)
    images, labels = writer.digits(CORRECTED, rng)
    further = writer.digits(FURTHER, rng)
    if (~right(run, images, labels)).sum() < FEWEST_ERRORS:
        return None
    mine = run.path.parent / f"{name}-{seed}"
    shutil.copytree(run.path, mine)
    for image, label in zip(images, labels, strict=True):
        keep_correction(mine, image, str(label))
    new = denselab.adapt(mine, ANYTHING, out=f"{mine}-adapted")
    told = new.adaptation
    assert told is not None
    return Outcome(
        name,
        seed,
        told["corrections"],
        compared(right(run, *further), right(new, *further)),
        told["validation"],
        is_kept(told["validation"]),
    )


def right(run: Run, images: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Which images the network of a Run reads correctly, ``(n,)`` bool."""
    return Predictor(run).probabilities(images).argmax(axis=1) == labels


def is_kept(validation: dict[str, Any]) -> bool:
    """Whether a network that does so on the validation part is kept by default."""
    try:
        check_remembered(Path(), validation, AdaptationSettings().tolerance)
    except ForgettingError:
        return False
    return True


def body(outcomes: Sequence[Outcome]) -> str:
    """The section's sentences and its tables."""
    text = (
        "**These writers are synthetic**: no set of digits at hand says who wrote what, so the "
        "program draws them, each with one slant, proportion and pen, and one way to write each "
        f"digit. Each corrects {CORRECTED} digits a class, right and wrong ones, in "
        f"`denselab adapt` with its defaults, and is then read on {FURTHER} further digits a "
        f"class. Left out are writers on whose first {10 * CORRECTED} digits the network errs "
        f"fewer than {FEWEST_ERRORS} times; the same writers need not be hard for both networks. "
        "The defaults were chosen with other such writers, on these validation parts. "
        "Cross-validated is what `denselab adapt` itself says of the corrections. A network that "
        "was not trained to its end gains on the validation part, too: smaller steps do that."
    )
    tables = [section(name, [o for o in outcomes if o.network == name]) for name in TOLD]
    return "\n\n".join([text, *tables])


def section(name: str, outcomes: Sequence[Outcome]) -> str:
    """One network: what came of it on the whole, and a row a writer."""
    before, after = (sum(o.errors(when) for o in outcomes) for when in ("before", "after"))
    halved = sum(2 * o.errors("after") <= o.errors("before") for o in outcomes)
    changes = [100 * o.validation["change"]["difference"] for o in outcomes]
    accuracy = outcomes[0].validation["before"]["accuracy"]
    refused = sum(not o.kept for o in outcomes)
    n = len(outcomes)
    text = (
        f"The network {TOLD[name]}, which reads {accuracy:.2%} of MNIST's validation part: of all "
        f"errors on further digits {after} of {before} are left, and on {halved} of {n} writers "
        f"they at least halved. Accuracy on a writer rose by {gain(outcomes)} points. On the "
        f"validation part it changed by {np.mean(changes):+.2f} points on average, "
        f"{min(changes):+.2f} at worst; {refused or 'none'} of the {n} networks would have been "
        "refused."
    )
    columns = [
        "writer",
        "corrections right, before",
        "cross-validated",
        "errors on further digits, before",
        "after",
        "validation, points (95%)",
        "kept",
    ]
    return f"{text}\n\n{results.table(columns, map(row, outcomes))}"


def gain(outcomes: Sequence[Outcome]) -> str:
    """The mean gain on further digits, with its 95% interval over the writers."""
    gains = np.array([100 * o.further["change"]["difference"] for o in outcomes])
    half = student(len(gains) - 1) * gains.std(ddof=1) / sqrt(len(gains))
    return (
        f"{gains.mean():.1f} (95% interval {gains.mean() - half:.1f} to {gains.mean() + half:.1f})"
    )


def row(outcome: Outcome) -> list[str]:
    """One writer."""
    change = outcome.validation["change"]
    low, high = 100 * change["low"], 100 * change["high"]
    return [
        str(outcome.writer),
        *(share(outcome.corrections[when]) for when in ("before", "after")),
        f"{outcome.errors('before')} of {outcome.further['before']['n']}",
        str(outcome.errors("after")),
        f"{100 * change['difference']:+.2f} ({low:+.2f} to {high:+.2f})",
        "yes" if outcome.kept else "no",
    ]


def share(score: dict[str, Any]) -> str:
    """How many of how many."""
    return f"{score['correct']} of {score['n']}"


if __name__ == "__main__":
    main()
