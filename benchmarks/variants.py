"""What other settings of a recipe come to: ``python -m benchmarks.variants NAME``.

The recipe as it is and each variant of it, trained from the same seeds on the training part alone
and judged on the validation part; an image is seen from as many places as in the recipe's test. The
test set stays sealed. On an accelerator all seeds are trained as one program; on two cores a recipe
takes hours, and with ``--epochs`` it is shorter and another question.
"""

import argparse
import tempfile
import time
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, stdev
from typing import Any

import numpy as np

from benchmarks import machine, results
from benchmarks.digits import arrays_of
from denselab import recipes
from denselab.backend import jax, multiplies_bfloat16
from denselab.data import load, split
from denselab.seeds import stream
from denselab.settings import Precision, Settings
from denselab.study import Study
from denselab.training import Arrays, Plan, probabilities, train_members

AS_IT_IS = "the recipe"
#: What is changed, by group of settings.
VARIANTS: dict[str, dict[str, dict[str, Any]]] = {
    "record": {
        "layers of 2048": {"network": {"widths": [2048, 2048]}},
        "five layers": {"network": {"widths": [2500, 2000, 1500, 1000, 500]}},
        "silu": {"network": {"activation": "silu"}},
        "dropout 0.2": {"network": {"dropout": 0.2}},
        "label smoothing 0.03": {"regularisation": {"label_smoothing": 0.03}},
        "adversarial 1": {"regularisation": {"adversarial": 1.0}},
        "weaker distortions": {
            "augmentation": {"elastic": 30.0, "rotation": 12.0, "shear": 12.0, "scale": 0.15}
        },
        "stronger distortions": {
            "augmentation": {"elastic": 43.0, "rotation": 18.0, "shear": 18.0, "scale": 0.2}
        },
        "adamw, decay 0.01": {"training": {"optimizer": "adamw", "weight_decay": 0.01}},
        "muon": {"training": {"optimizer": "muon"}},
        "four times as long": {"training": {"epochs": 960}},
    },
    "fashion": {
        "layers of 1024": {"network": {"widths": [1024, 1024]}},
        "three layers": {"network": {"widths": [2048, 2048, 2048]}},
        "dropout 0.2": {"network": {"dropout": 0.2}},
        "dropout 0.4": {"network": {"dropout": 0.4}},
        "input dropout 0.1": {"network": {"input_dropout": 0.1}},
        "label smoothing 0.1": {"regularisation": {"label_smoothing": 0.1}},
        "erased rectangles": {"augmentation": {"erase": 0.4}},
        "no decay": {"training": {"optimizer": "adam", "weight_decay": 0.0}},
        "no decay, half as long again": {
            "training": {"optimizer": "adam", "weight_decay": 0.0, "epochs": 300}
        },
        "half as long": {"training": {"epochs": 100}},
        "half as long again": {"training": {"epochs": 300}},
    },
}


@dataclass(frozen=True)
class Tried:
    """What a variant came to.

    Attributes:
        epochs: For how many each network was trained.
        parameters: Of each.
        errors: Of each on the validation part.
        together: Errors of their mean probabilities.
        seconds: That all of them took to train.
    """

    epochs: int
    parameters: int
    errors: list[int]
    together: int
    seconds: float


def main() -> None:
    """Train the recipe and its variants, and keep the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", choices=VARIANTS)
    parser.add_argument("--only", nargs="*", metavar="VARIANT", help="of the variants these")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--epochs", type=int, help="of all  [default: as each says]")
    parser.add_argument("--dry", action="store_true", help="keep nothing")
    asked = parser.parse_args()
    variants: dict[str, dict[str, Any]] = {AS_IT_IS: {}} | VARIANTS[asked.name]
    if asked.only is not None:
        variants = {name: variants[name] for name in (AS_IT_IS, *asked.only)}
    facts, tried = machine.describe(), {}
    recipe = study_of(asked.name)
    arrays = arrays_of(split(load(recipe.data.source), seed=recipe.seed))
    for name, changes in variants.items():
        tried[name] = outcome(study_of(asked.name, changes, asked.epochs), arrays, asked.seeds)
        print(f"{name}: {tried[name].errors} errors, {tried[name].seconds:.0f} s", flush=True)
    told = body(asked.name, tried, arrays)
    print(told)
    if not asked.dry:
        title, raw = f"Variants of the recipe {asked.name}", {k: vars(v) for k, v in tried.items()}
        results.keep(f"variants_{asked.name}", title, told, facts, {"variants": raw})


def study_of(
    recipe: str, changes: Mapping[str, Mapping[str, Any]] | None = None, epochs: int | None = None
) -> Study:
    """The recipe with some settings changed, group by group."""
    asked = tomllib.loads(recipes.text(recipe))
    for group, inside in (changes or {}).items():
        asked[group] = asked.get(group, {}) | dict(inside)
    if epochs is not None:
        asked["training"]["epochs"] = epochs
    return Study(**asked)


def outcome(study: Study, arrays: Arrays, n_seeds: int) -> Tried:
    """The networks of a study from several seeds, trained and judged."""
    precision: Precision = "bfloat16" if multiplies_bfloat16() else "float32"
    settings = Settings.of(study, "regularised", precision)
    seeds = [stream(study.seed, f"member-{number + 1}") for number in range(n_seeds)]
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        plan = Plan(settings, arrays, settings.epochs)
        networks = train_members(plan, seeds, Path(folder), on_epoch=lambda *_: None)
    seconds = time.perf_counter() - began
    views = study.final.views
    said = [probabilities(each, arrays, arrays.x_validation, views) for each in networks]
    errors = [_errors(each, arrays) for each in said]
    together = _errors(np.mean(said, axis=0), arrays)
    return Tried(settings.epochs, networks[0].count_params(), errors, together, seconds)


def _errors(said: np.ndarray, arrays: Arrays) -> int:
    return int((said.argmax(axis=1) != arrays.y_validation).sum())


def body(recipe: str, tried: Mapping[str, Tried], arrays: Arrays) -> str:
    """The section's table and sentences."""
    rows = [_row(name, each) for name, each in tried.items()]
    columns = [
        "variant", "epochs", "parameters", "errors, mean", "sd", "of each seed", "together",
        "minutes a network",
    ]  # fmt: skip
    return (
        f"The recipe `{recipe}` as it is and with one thing changed, trained on the "
        f"{len(arrays.y_train):,} samples of its training part and judged on the "
        f"{len(arrays.y_validation):,} of its validation part; the test set stays sealed. Of so "
        f"many variants one is the best by chance alone, so read sd first. Trained by "
        f"{jax.devices()[0].device_kind}.\n\n{results.table(columns, rows)}"
    )


def _row(name: str, tried: Tried) -> Sequence[str]:
    errors = tried.errors
    return [
        name,
        f"{tried.epochs}",
        f"{tried.parameters:,}",
        f"{mean(errors):.1f}",
        f"{stdev(errors):.1f}" if len(errors) > 1 else "–",
        ", ".join(map(str, errors)),
        f"{tried.together}",
        f"{tried.seconds / len(errors) / 60:.1f}",
    ]


if __name__ == "__main__":
    main()
