"""Digits to train on, few enough for seconds."""

import pytest

from denselab.data import Splits
from denselab.prep.encoding import Scaled
from denselab.training import Arrays


@pytest.fixture(scope="session")
def arrays(mnist_5k_splits: Splits) -> Arrays:
    """400 digits for training and 400 others for validation."""
    x, y = mnist_5k_splits.x_train, mnist_5k_splits.y_train
    rows = x.reshape(len(x), -1)
    return Arrays(
        rows[::8],
        y[::8],
        rows[1::8],
        y[1::8],
        encoding=Scaled(1 / 255),
        classes=mnist_5k_splits.classes,
    )
