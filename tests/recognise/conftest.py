"""A small network that knows digits, and pages that are written with digits it knows."""

import numpy as np
import pytest

import denselab
from denselab.data import further
from denselab.prediction import Predictor
from denselab.recognise import Reader

from .pictures import laid_out

KNOWN = 0.9  # probability of the digits that pages are written with


@pytest.fixture(scope="session")
def run_of_digits(tmp_path_factory) -> denselab.Run:
    """Of the embedded sample, with a few drawn digits and scraps beside it."""
    study = denselab.Study(
        data={"source": "mnist-5k", "also": ["strokes", "scraps"]},
        networks=["regularised"],
        network={"widths": [128], "dropout": 0.2},
        training={"epochs": 8, "optimizer": "adam", "precision": "float32"},
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(further, "STROKES", 40)
        patch.setattr(further, "SCRAPS", 400)
        return denselab.explore(study, out=tmp_path_factory.mktemp("digits") / "run")


@pytest.fixture(scope="session")
def predictor(run_of_digits) -> Predictor:
    return Predictor(run_of_digits)


@pytest.fixture(scope="session")
def reader(predictor) -> Reader:
    return Reader(predictor)


@pytest.fixture(scope="session")
def known(predictor, mnist_5k_splits) -> dict[str, np.ndarray]:
    """Of each digit an image ``(28, 28)`` that the network is sure of."""
    x, y = mnist_5k_splits.x_train, mnist_5k_splits.y_train
    said = predictor.probabilities(x)
    best = {name: int(np.where(y == label, said[:, label], 0).argmax())
            for label, name in enumerate("0123456789")}  # fmt: skip
    assert all(said[row, int(name)] > KNOWN for name, row in best.items())
    return {name: x[row] for name, row in best.items()}


@pytest.fixture(scope="session")
def written(known):
    """``written("12/345")`` is a page with that on it, ``(height, width)`` uint8, dark on light."""

    def write(text: str, **how) -> np.ndarray:
        return laid_out([[known[name] for name in row] for row in text.split("/")], **how)

    return write
