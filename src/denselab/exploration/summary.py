"""What came out of an exploration, as one JSON document: ``summary.json``.

Responsible for its layout alone; every figure in it was computed elsewhere.
"""

import math
import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

from denselab.backend import jax
from denselab.data import Splits
from denselab.diagnosis import Finding
from denselab.exploration.models import Model, Models
from denselab.exploration.selection import Selection
from denselab.tuning import Trial

#: The layout described here; a reader refuses what it does not know.
SCHEMA = 1
PACKAGES = ("denselab", "keras", "jax", "jaxlib", "numpy", "optuna", "scikit-learn")


def summarise(
    splits: Splits,
    models: Models,
    trained: Sequence[Model],
    trials: Sequence[Trial],
    findings: Sequence[Finding],
    selection: Selection,
    test: dict[str, Any],
    *,
    seconds: float,
) -> dict[str, Any]:
    """The summary of a Run.

    Args:
        splits: The data.
        models: Where the learning curves are.
        trained: The networks, in the order in which they were built.
        trials: The search.
        findings: The reading of the curves.
        selection: Which network was chosen, and why.
        test: What the sealed test said of it.
        seconds: What the exploration took.
    """
    best = vars(min(trials, key=lambda trial: trial.rank)) if trials else None
    return {
        "schema": SCHEMA,
        "created": datetime.now(UTC).isoformat("T", "seconds"),
        "data": {
            "name": splits.name,
            "n_train": len(splits.y_train),
            "n_validation": len(splits.y_validation),
            "n_test": len(splits.test),
            "classes": list(splits.classes),
        },
        "models": [
            _model(model, models.history(model.name), selection.scores[model.name])
            for model in trained
        ],
        "search": {"trials": [vars(trial) for trial in trials], "best": best},
        "findings": [vars(finding) for finding in findings],
        "test": {key: test[key] for key in ("model", "accuracy", "correct", "n", "low", "high")},
        "chosen_by": selection.by,
        "yardsticks": selection.yardsticks,
        "comparisons": selection.comparisons,
        "seed": splits.seed,
        "seconds": round(seconds, 2),
        "versions": {"python": platform.python_version()} | {p: version(p) for p in PACKAGES},
        "machine": machine(),
    }


def _model(
    model: Model, history: dict[str, list[float]], validation: dict[str, Any]
) -> dict[str, Any]:
    return {
        "name": model.name,
        "parameters": sum(layer["parameters"] for layer in model.layers),
        "settings": model.settings,
        "trained_as": model.trained_as,
        "epochs_run": len(history["loss"]),
        "best_epoch": model.kept_epoch if math.isfinite(model.best["val_loss"]) else None,
        "train_loss": model.best["loss"],
        "train_accuracy": model.best["accuracy"],
        "loss_steps": model.loss_steps,
        "validation_loss": model.best["val_loss"],
        "validation_accuracy": validation["accuracy"],
        "validation": validation,
        "seconds": round(model.seconds, 2),
    }


def machine() -> dict[str, Any]:
    """What it was computed on; with the versions, all that the last bits depend on."""
    return {
        "system": platform.platform(),
        "cores": os.cpu_count(),
        "device": str(jax.devices()[0].device_kind),
    }
