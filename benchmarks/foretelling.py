"""How well tables and texts are foretold: ``python -m benchmarks.foretelling [NAME …]``.

Runs ``denselab explore`` on real tables and texts with the recipe that was chosen on validation
data, and keeps what the Runs say of the sealed test part: the mean over five seeds, and the simple
models beside it. Where the data set has a test part of its own, five final networks are measured on
it; where it has none, five divisions (or ten folds) with a network each. The data lie where
``DENSELAB_DATA`` points. Each opening of a test part is entered in the record for good.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, stdev
from typing import Any

import numpy as np
import polars as pl

import denselab
from benchmarks import machine, results
from benchmarks.processes import denselab as command
from denselab.data.table import read_table
from denselab.evaluation import student, wilson

SEEDS = 5
FOLDS = 10


@dataclass(frozen=True)
class Case:
    """A data set, how it is explored, and what is asked of it.

    Attributes:
        train: The file, in the data's folder.
        recipe: Whose settings.
        target: The column that is foretold; ``None`` where there is no header: the last.
        test: Its own test part, or ``None``.
        text: The column of texts, or ``None`` for a table.
        validation: Its own validation part, or ``None``.
        options: Further ones.
        folds: Whether it is tradition to test on each tenth in turn.
        anchors: What others have reached.
    """

    train: str
    recipe: str
    target: str | None = None
    test: str | None = None
    text: str | None = None
    validation: str | None = None
    options: tuple[str, ...] = ()
    folds: bool = False
    anchors: str = ""


CASES = {
    "imdb": Case(
        "imdb/train.csv.gz",
        "reviews",
        "label",
        "imdb/test.csv.gz",
        "text",
        anchors="89.2 binary unigrams, 90.4 binary bigrams (Chollet); NBSVM 91.2 bigrams, 91.8 "
        "trigrams",
    ),
    "sst2": Case(
        "sst2/train.csv.gz",
        "sentences",
        "label",
        "sst2/test.csv.gz",
        "text",
        "sst2/dev.csv.gz",
        anchors="naive Bayes 81.8, with bigrams 83.1",
    ),
    "rotten-tomatoes": Case(
        "rotten-tomatoes/mr.csv.gz",
        "sentences",
        "label",
        text="text",
        folds=True,
        anchors="NBSVM 79.4",
    ),
    "adult": Case(
        "adult/train.csv.gz",
        "table",
        "income",
        "adult/test.csv.gz",
        anchors="tuned MLP 85.4, with piecewise-linear encoding 86.0, with periodic features 86.9, "
        "boosting 87.3",
    ),
    "titanic": Case("titanic/train.csv.gz", "table", "Survived"),
    "penguins": Case("penguins/penguins.csv.gz", "table", "species"),
    "wine-red": Case("wine/winequality-red.csv.gz", "table", options=("--no-header",)),
    "wine-white": Case("wine/winequality-white.csv.gz", "table", options=("--no-header",)),
    "bank": Case("bank/bank_short15.csv.gz", "table", "output", options=("--drop", "duration")),
}


def main() -> None:
    """Run the cases that are asked for, or all, and keep the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="all, if none is named")
    parser.add_argument("--out", type=Path, help="where the Runs are kept  [default: nowhere]")
    asked = parser.parse_args()
    facts = machine.describe()
    file = results.RAW / "foretelling.json"
    kept = json.loads(file.read_text())["cases"] if file.exists() else {}
    with tempfile.TemporaryDirectory() as nowhere:
        for name in asked.names or CASES:
            runs = explored(CASES[name], Path(asked.out or nowhere) / name)
            kept[name] = merged(kept.get(name), outcome(CASES[name], runs))
            told = body(kept)
            results.keep("foretelling", "Tables and texts foretold", told, facts, {"cases": kept})
    print(told)


def explored(case: Case, folder: Path) -> list["denselab.Run"]:
    """The finished Runs of a case, made now or before in that folder."""
    data = Path(os.environ["DENSELAB_DATA"])
    return [
        explore(case, source, test, seed, folder / f"run-{seed}")
        for seed, (source, test) in enumerate(parts(case, data, folder))
    ]


def parts(case: Case, data: Path, folder: Path) -> Iterator[tuple[Path, Path | None]]:
    """A training and a test file for each Run; without one, the exploration divides the rows."""
    train = data / case.train
    if case.test is not None:
        yield train, data / case.test
    elif not case.folds:
        yield from [(train, None)] * SEEDS
    else:
        rows = read_table(train)
        fold = np.random.default_rng(0).permutation(np.arange(len(rows)) % FOLDS)
        folder.mkdir(parents=True, exist_ok=True)
        for number in range(FOLDS):
            files = folder / f"train-{number}.csv", folder / f"test-{number}.csv"
            for chosen, file in zip((fold != number, fold == number), files, strict=True):
                rows.filter(pl.Series(chosen)).write_csv(file)
            yield files


def explore(case: Case, source: Path, test: Path | None, seed: int, out: Path) -> "denselab.Run":
    """One exploration, as anybody would run it."""
    members = SEEDS if case.test is not None else 1
    words: list[str | Path] = [command(), "explore", source, "--recipe", case.recipe, "--quiet"]
    words += ["--seed", str(seed), "--set", f"final.members={members}", "--out", out]
    for option, value in (("--target", case.target), ("--text", case.text), ("--test", test)):
        words += [option, value] if value is not None else []
    if case.validation is not None:
        place = Path(os.environ["DENSELAB_DATA"]) / case.validation
        words += ["--set", f"data.validation_file={place}"]
    words += case.options
    if not (out / "report.html").exists() and subprocess.run(words, check=False).returncode:
        sys.exit(f"{case.train} was not explored to the end; the same command goes on in {out}")
    return denselab.open_run(out)


def outcome(case: Case, runs: Sequence["denselab.Run"]) -> dict[str, Any]:
    """What the Runs of a case say of their test parts."""
    evaluations = [run.evaluation for run in runs]
    accuracies = [member["accuracy"] for each in evaluations for member in each["final"]["members"]]
    tested = [each["n"] for each in evaluations]
    return {
        "n": tested[0],
        "runs": len(runs),
        "trained": evaluations[0]["final"]["n_train"],
        "accuracies": accuracies,
        "together": evaluations[0]["accuracy"] if case.test is not None else None,
        "validation": fmean(run.summary["models"][-1]["validation_accuracy"] for run in runs),
        "yardsticks": {
            name: {
                "validation": fmean(accuracies_of(name, (run.summary for run in runs))),
                "test": accuracies_of(name, evaluations),
            }
            for name in (each["name"] for each in evaluations[0]["yardsticks"])
        },
        # Of all networks together, on the same samples.
        "leads": {each["name"]: each["lead"] for each in evaluations[0]["yardsticks"]},
        "opened": [each["opened_at"] for each in evaluations],
    }


def accuracies_of(name: str, told: Iterable[Mapping[str, Any]]) -> list[float]:
    """Of a yardstick, in each of what Runs tell of a part."""
    return [one["accuracy"] for each in told for one in each["yardsticks"] if one["name"] == name]


def merged(before: Mapping[str, Any] | None, now: dict[str, Any]) -> dict[str, Any]:
    """The outcome of now, with all openings that there ever were."""
    openings = [*(before["opened"] if before else []), *now["opened"]]
    return now | {"opened": list(dict.fromkeys(openings))}


def body(kept: Mapping[str, Mapping[str, Any]]) -> str:
    """The section's text and tables."""
    rows = [row(name, kept[name]) for name in CASES if name in kept]
    columns = ["data", "n test", "network", "95% interval", "together", "best yardstick", "lead"]
    return "\n\n".join([INTRODUCTION, results.table([*columns, "opened"], rows), anchors(kept)])


def row(name: str, found: Mapping[str, Any]) -> list[str]:
    """A data set's line."""
    accuracies = found["accuracies"]
    mean, n = fmean(accuracies), found["n"]
    best = max(found["yardsticks"], key=lambda name: found["yardsticks"][name]["validation"])
    theirs = found["yardsticks"][best]["test"]
    low, high = interval(found)
    together = found["together"]
    return [
        name,
        f"{n:,}" if found["runs"] == 1 else f"{found['runs']} × {n:,}",
        f"{mean:.2%} ± {stdev(accuracies):.2%}",
        f"{low:.1%}–{high:.1%}",
        f"{together:.2%}" if together is not None else "–",
        f"{best} {fmean(theirs):.2%}",
        lead(found, best),
        str(len(found["opened"])),
    ]


def interval(found: Mapping[str, Any]) -> tuple[float, float]:
    """Of the mean: by the samples of one test part, or by how divisions differ."""
    accuracies, n = found["accuracies"], found["n"]
    mean = fmean(accuracies)
    if found["runs"] == 1:
        return wilson(mean * n, n)
    more = student(len(accuracies) - 1) * resampled(accuracies, found)
    return mean - more, min(mean + more, 1.0)


def lead(found: Mapping[str, Any], best: str) -> str:
    """Over the yardstick, in points with the 95% interval: of all networks together, or of one in
    each division."""
    if found["runs"] == 1:
        told = found["leads"][best]
        low, high = (f"{100 * told[end]:+.1f}" for end in ("low", "high"))
        return f"{100 * told['difference']:+.1f} ({low} to {high})"
    theirs = found["yardsticks"][best]["test"]
    leads = [mine - other for mine, other in zip(found["accuracies"], theirs, strict=True)]
    more = student(len(leads) - 1) * resampled(leads, found)
    return f"{100 * fmean(leads):+.1f} ± {100 * more:.1f}"


def resampled(values: Sequence[float], found: Mapping[str, Any]) -> float:
    """The standard error of a mean over divisions that share samples (Nadeau & Bengio 2003)."""
    share = 1 / len(values) + found["n"] / found["trained"]
    return stdev(values) * float(np.sqrt(share))


def anchors(kept: Mapping[str, Any]) -> str:
    """What others have reached."""
    told = [f"{name}: {CASES[name].anchors}" for name in CASES if name in kept]
    return (
        "Others, in per cent: " + "; ".join(each for each in told if not each.endswith(": ")) + "."
    )


INTRODUCTION = """`denselab explore FILE --recipe table`, `sentences` or `reviews`: settings chosen
on validation data, then trained anew on all but the test part. Where the data set has a test part
of its own, *network* is the mean ± standard deviation of five seeds on it, with Wilson's interval
for one network, and *together* what their mean probabilities say; where it has none, five divisions
with a fifth sealed (rotten-tomatoes: ten folds), a network each, with the interval of Nadeau &
Bengio (2003), which allows for divisions sharing samples. *Best yardstick* is the simple model that
did best on validation data, *lead* that of *together*, or of the network in each division, over it
in points, with its 95% interval. The yardsticks learned from the training part alone, the networks
from training and validation part together. *Opened* counts how often a test part was."""


if __name__ == "__main__":
    main()
