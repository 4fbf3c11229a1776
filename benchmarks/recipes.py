"""What the recipes come to: ``python -m benchmarks.recipes NAME``.

Runs ``denselab explore --recipe NAME`` as anybody would, and keeps what its Run says: the score on
validation data, of each member in the test, and of all together, with the time that they took. An
interrupted run goes on with the same ``--out``, and of a finished one only the outcome is kept.
Each opening of the test set is entered in the record for good, so that nobody can open it until
the figure pleases.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import denselab
from benchmarks import machine, results
from benchmarks.processes import denselab as command
from denselab.evaluation import wilson

Record = dict[str, Any]

#: What others have reached, in errors of the 10,000 test images, to be read beside ours.
ANCHORS = {
    "record": "35 by the largest network of Cireşan et al. (2010), 49 by a 1000-500 one",
    "committee": "31 by seven networks of Meier et al. (2011)",
    "classic": "95 by dropout with max-norm (Srivastava et al. 2014), 64 by VAT, 57 by Ladder nets",
    "fashion": "1,000 by the best plain multilayer perceptron that we know of",
}
DOCUMENT = Path(__file__).parents[1] / "docs" / "recipes.md"


def main() -> None:
    """Run a recipe, or take up its finished Run, and keep what came out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", choices=ANCHORS)
    parser.add_argument("--out", type=Path, help="the Run's folder  [default: runs/recipe-NAME]")
    asked = parser.parse_args()
    out = asked.out or Path("runs") / f"recipe-{asked.name}"
    facts = machine.describe()
    if not (out / "report.html").exists():
        explore = [command(), "explore", "--recipe", asked.name, "--out", out]
        if subprocess.run(explore, check=False).returncode:
            sys.exit(f"the recipe did not come to its end; the same command goes on in {out}")
    run = denselab.open_run(out)
    outcome = read(run)
    told = body(asked.name, outcome)
    print(told)
    keep(asked.name, run, outcome, told, facts)


def read(run: "denselab.Run") -> Record:
    """What a finished Run says of its recipe."""
    summary, evaluation = run.summary, run.evaluation
    chosen = next(m for m in summary["models"] if m["name"] == evaluation["model"])
    return {
        "opened_at": evaluation["opened_at"],
        "seed": summary["seed"],
        "data": summary["data"],
        "parameters": chosen["parameters"],
        "epochs": chosen["epochs_run"],
        "validation": chosen["validation"],
        "test": {key: evaluation[key] for key in ("n", "correct", "accuracy", "low", "high")},
        "final": evaluation["final"],
        "validation_seconds": chosen["seconds"],
        "machine": summary["machine"],
        "versions": summary["versions"],
    }


def body(name: str, outcome: Record) -> str:
    """The section's table and sentences."""
    final, n_test = outcome["final"], outcome["test"]["n"]
    n_train = final.get("n_train", outcome["data"]["n_train"])
    rows = [["validation, before", *_errors(outcome["validation"]), ""]]
    seconds = final.get("seconds", outcome["validation_seconds"])
    minutes = [
        f"{seconds / share / 60:.1f}" if seconds else "–" for share in (len(final["members"]), 1)
    ]  # of one, and of all; unknown where training was interrupted
    for number, member in enumerate(final["members"], start=1):
        rows.append([f"test, member {number}", *_errors(member), minutes[0]])
    if len(rows) > 2:
        rows.append(["**test, together**", *_errors(outcome["test"]), minutes[1]])
    columns = ["measured on", "errors", "of", "error", "95% interval", "minutes"]
    return "\n\n".join(
        [
            f"`denselab explore --recipe {name}`: {outcome['parameters']:,} parameters a network, "
            f"{outcome['epochs']} epochs. Trained on {n_train:,} samples, "
            f"tested on {n_test:,}; minutes are those of the whole machine.",
            results.table(columns, rows),
            _mean(outcome),
            f"Others: {ANCHORS[name]}.",
        ]
    )


def _errors(score: Mapping[str, Any]) -> list[str]:
    """Errors, n, error and its interval, of an accuracy."""
    n, wrong = score["n"], score["n"] - score["correct"]
    low, high = wilson(wrong, n)
    return [f"{wrong:,}", f"{n:,}", f"{wrong / n:.2%}", f"{low:.2%}–{high:.2%}"]


def _mean(outcome: Record) -> str:
    """The mean of the members, and how far chance moves one of them."""
    final = outcome["final"]
    if len(final["members"]) == 1:
        return "One network, of one seed: how far other seeds lie was not measured."
    return (
        f"Mean of {len(final['members'])} seeds: {1 - final['mean_accuracy']:.3%} error, standard "
        f"deviation between seeds {final['sd_accuracy']:.3%}."
    )


def keep(
    name: str, run: "denselab.Run", outcome: Record, told: str, facts: Mapping[str, str]
) -> None:
    """Write the section, here and in the docs, and enter the opening of the test set."""
    section = f"recipe_{name}"
    file = results.RAW / f"{section}.json"
    openings = json.loads(file.read_text())["openings"] if file.exists() else []
    if outcome["opened_at"] not in [opening["opened_at"] for opening in openings]:
        known = {key: outcome[key] for key in ("opened_at", "test", "epochs")}
        openings.append(known | {"mean_accuracy": outcome["final"]["mean_accuracy"]})
    told += f"\n\n{_told(openings)}"
    raw = {"outcome": outcome, "openings": openings}
    results.keep(section, f"Recipe {name}", told, facts, raw)
    told += "".join(f"\n\n![{title}]({file})" for file, title in pictures(name, run).items())
    DOCUMENT.write_text(results.with_section(DOCUMENT.read_text(), section, f"## {name}\n\n{told}"))


def _told(openings: Sequence[Record]) -> str:
    """How often the test set was opened, and what it said each time: nobody chooses the best."""
    times = "once" if len(openings) == 1 else f"{len(openings)} times"
    each = [f"{opening['opened_at'].partition('T')[0]} ({_said(opening)})" for opening in openings]
    return f"For this recipe the test set was opened {times}: {', '.join(each)}."


def _said(opening: Record) -> str:
    error = f"{1 - opening['test']['accuracy']:.2%} error"
    if "epochs" not in opening:  # of an opening that was entered before these were
        return error
    mean = f"{1 - opening['mean_accuracy']:.3%}"
    return f"{error}, mean of the networks {mean}, {opening['epochs']} epochs"


def pictures(name: str, run: "denselab.Run") -> dict[str, str]:
    """Copies the curves of the validated network and the members into the docs."""
    model = run.summary["test"]["model"]
    shown = {
        f"loss-{model}": "Loss before the final training, epoch by epoch",
        "members": "Test accuracy of each member and of all together",
    }
    files = {}
    for figure, title in shown.items():
        source = run.path / "figures" / f"{figure}.svg"
        if source.exists():
            target = DOCUMENT.parent / f"recipe-{name}-{figure.partition('-')[0]}.svg"
            target.write_bytes(source.read_bytes())
            files[target.name] = title
    return files


if __name__ == "__main__":
    main()
