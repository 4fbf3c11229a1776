"""What the recipes come to: ``python -m benchmarks.recipes NAME``.

Runs ``denselab explore --recipe NAME`` as anybody would, and keeps what its Run says: the score on
validation data, of each member in the test, and of all together, with the time that they took. An
interrupted run goes on with the same ``--out``, and of a finished one only the outcome is kept.
Each opening of the test set is entered in the record for good, with what it said and what it was
measured on, so that nobody can open it until the figure pleases.
"""

import argparse
import json
import subprocess
import sys
import tomllib
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import denselab
from benchmarks import machine, results
from benchmarks.processes import denselab as command
from denselab import recipes
from denselab.evaluation import wilson
from denselab.study import Study

Record = dict[str, Any]

#: What others have reached, in errors of the 10,000 test images, to be read beside ours.
ANCHORS = {
    "record": "35 by the largest network of Cireşan et al. (2010), 49 by a 1000-500 one",
    "committee": "31 by seven networks of Meier et al. (2011)",
    "classic": "95 by dropout with max-norm (Srivastava et al. 2014), 64 by VAT, 57 by Ladder nets",
    "fashion": "1,000 by the best plain multilayer perceptron that we know of",
}
CHANGED = "The recipe was changed since; what it comes to now has not been measured."
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
    kept = kept_of(asked.name)
    openings = entered(kept["openings"], read(run) | {"facts": facts})
    shown = newest(openings, settings_of(asked.name))
    if shown["opened_at"] == run.evaluation["opened_at"]:
        copy_pictures(asked.name, run)
        kept["pictured"] = shown["opened_at"]
    told = f"{body(asked.name, shown)}\n\n{openings_told(openings)}"
    print(told)
    keep(asked.name, openings, shown, kept["pictured"], told)


def read(run: "denselab.Run") -> Record:
    """What a finished Run says of its recipe."""
    summary, evaluation = run.summary, run.evaluation
    chosen = next(m for m in summary["models"] if m["name"] == evaluation["model"])
    return {
        "opened_at": evaluation["opened_at"],
        "seed": summary["seed"],
        "settings": json.loads(json.dumps(run.study.differences())),
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


def kept_of(name: str) -> Record:
    """What is kept of a recipe: its ``openings``, and which of them is ``pictured`` in the docs."""
    file = results.RAW / f"recipe_{name}.json"
    return json.loads(file.read_text()) if file.exists() else {"openings": [], "pictured": None}


def entered(openings: Sequence[Record], outcome: Record) -> list[Record]:
    """All openings of the test set for a recipe, this one among them, in their order.

    One that has been entered before keeps the facts of when it was measured.
    """
    known = {opening["opened_at"]: opening for opening in openings}
    known.setdefault(outcome["opened_at"], outcome)
    return [known[moment] for moment in sorted(known)]


def settings_of(name: str) -> Record:
    """What the recipe sets, as an opening keeps it."""
    study = Study(**tomllib.loads(recipes.text(name)))
    return json.loads(json.dumps(study.differences()))


def newest(openings: Sequence[Record], settings: Record) -> Record:
    """The last opening with these settings, or the last of all; what it said does not matter."""
    as_asked = [opening for opening in openings if opening["settings"] == settings]
    return (as_asked or openings)[-1]


def body(name: str, outcome: Record) -> str:
    """The section's table and sentences."""
    final, n_test = outcome["final"], outcome["test"]["n"]
    n_train = final.get("n_train", outcome["data"]["n_train"])
    minutes = _minutes(outcome)
    rows = [["validation, before", *_errors(outcome["validation"]), ""]]
    for number, member in enumerate(final["members"], start=1):
        rows.append([f"test, member {number}", *_errors(member), minutes[0]])
    if len(rows) > 2:
        rows.append(["**test, together**", *_errors(outcome["test"]), minutes[1]])
    columns = ["measured on", "errors", "of", "error", "95% interval", "minutes"]
    return "\n\n".join(
        [
            f"`denselab explore --recipe {name}`: {outcome['parameters']:,} parameters a network, "
            f"{outcome['epochs']} epochs. Trained on {n_train:,} samples, tested on {n_test:,}; "
            f"minutes are those of the whole machine ({_trained_by(outcome)}), which trained "
            "several networks at once, and each has its share.",
            results.table(columns, rows),
            _mean(outcome),
            f"Others: {ANCHORS[name]}.",
            *([] if outcome["settings"] == settings_of(name) else [CHANGED]),
        ]
    )


def _minutes(outcome: Record) -> list[str]:
    """The share of one member, and of all; unknown where training was interrupted."""
    final = outcome["final"]
    seconds = final.get("seconds", outcome["validation_seconds"])
    if not seconds:
        return ["–", "–"]
    minutes = (seconds / share / 60 for share in (len(final["members"]), 1))
    return [f"{each:.1f}" if each >= 1 else f"{each:.2f}" for each in minutes]


def _trained_by(outcome: Record) -> str:
    """The accelerator, or the processor where no other device was at work."""
    facts, device = outcome["facts"], outcome["machine"]["device"]
    return facts["processor"] if device == "cpu" else facts.get("accelerator", device)


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


def openings_told(openings: Sequence[Record]) -> str:
    """How often the test set was opened, and what it said each time: nobody chooses the best."""
    times = "once" if len(openings) == 1 else f"{len(openings)} times"
    rows = [
        [
            opening["opened_at"].partition("T")[0],
            _trained_by(opening),
            f"{opening['parameters']:,}",
            f"{opening['epochs']}",
            f"{len(opening['final']['members'])}",
            _minutes(opening)[0],
            f"{1 - opening['final']['mean_accuracy']:.3%}",
            f"{1 - opening['test']['accuracy']:.2%}",
        ]
        for opening in openings
    ]
    columns = [
        "day", "trained by", "parameters", "epochs", "seeds", "minutes a seed", "mean error",
        "error together",
    ]  # fmt: skip
    table = results.table(columns, rows)
    return f"For this recipe, as it is or as it was, the test set was opened {times}:\n\n{table}"


#: Figures of a Run that go into the docs: what they show, by the beginning of their names.
PICTURES = {
    "loss": "Loss before the final training, epoch by epoch",
    "members": "Test accuracy of each member and of all together",
}


def copy_pictures(name: str, run: "denselab.Run") -> None:
    """Copies the curves of the validated network and the members into the docs."""
    model = run.summary["test"]["model"]
    for kind in PICTURES:
        figure = f"{kind}-{model}" if kind == "loss" else kind
        source = run.path / "figures" / f"{figure}.svg"
        if source.exists():
            _picture(name, kind).write_bytes(source.read_bytes())


def _picture(name: str, kind: str) -> Path:
    return DOCUMENT.parent / f"recipe-{name}-{kind}.svg"


def keep(
    name: str, openings: Sequence[Record], shown: Record, pictured: str | None, told: str
) -> None:
    """Write the section on the opening that is shown, here and in the docs, with its pictures."""
    section, measured = f"recipe_{name}", datetime.fromisoformat(shown["opened_at"])
    raw = {"openings": openings, "pictured": pictured}
    results.keep(section, f"Recipe {name}", told, shown["facts"], raw, measured)
    for kind, title in PICTURES.items():
        file = _picture(name, kind)
        if pictured == shown["opened_at"] and file.exists():
            told += f"\n\n![{title}]({file.name})"
    DOCUMENT.write_text(results.with_section(DOCUMENT.read_text(), section, f"## {name}\n\n{told}"))


if __name__ == "__main__":
    main()
