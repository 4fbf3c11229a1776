"""A small Run of digits, and somebody who writes otherwise."""

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import denselab
from benchmarks.writers import Writer
from denselab.corrections import keep_correction
from denselab.runs import Run
from denselab.study import AdaptationSettings, Study

#: Seconds, not minutes.
QUICK = AdaptationSettings(epochs=2)
Correct = Callable[..., Run]


@pytest.fixture(scope="session")
def digits(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A Run of 5,000 digits, whose network is seen several times; copy it before you correct it."""
    study = Study(
        networks=["regularised"],
        network={"widths": [32], "dropout": 0.2},
        training={"epochs": 6, "precision": "float32"},
        final={"views": "shifts"},
    )
    return denselab.explore(study, out=tmp_path_factory.mktemp("runs") / "digits")


@pytest.fixture(scope="session")
def hand() -> tuple[np.ndarray, np.ndarray]:
    """Thirty digits of a writer on whom that network errs, and their labels."""
    rng = np.random.default_rng(106)
    return Writer.of(rng).digits(3, rng)


def corrected(run: Run, path: Path, images: np.ndarray, labels: np.ndarray) -> Run:
    """A copy of a Run with corrections."""
    shutil.copytree(run.path, path)
    for image, label in zip(images, labels, strict=True):
        keep_correction(path, image, str(label))
    return Run(path)


@pytest.fixture(scope="session")
def origin(digits: Run, hand: tuple[np.ndarray, np.ndarray]) -> Run:
    """The Run with his corrections."""
    return corrected(digits, digits.path.parent / "origin", *hand)


@pytest.fixture(scope="session")
def adapted(origin: Run) -> Run:
    """What becomes of it."""
    return denselab.adapt(origin, QUICK, out=origin.path.parent / "adapted")
