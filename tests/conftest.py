"""Data that several tests share."""

import functools
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from denselab.data import RawData, Splits, load, split

# A time limit for each example would make tests fail by what else the machine is doing.
settings.register_profile("denselab", deadline=None)
settings.load_profile("denselab")


@pytest.fixture(scope="session")
def mnist_5k() -> RawData:
    """The 5,000 digits that need no network."""
    return load("mnist-5k")


@pytest.fixture(scope="session")
def mnist_5k_splits(mnist_5k: RawData) -> Splits:
    """The same, divided: 3,200 for training, 800 for validation. Leave its test part sealed."""
    return split(mnist_5k, seed=0)


@functools.cache
def _load_offline(name: str) -> RawData:
    return load(name, offline=True)


@pytest.fixture(scope="session")
def full_data() -> Callable[[str], RawData]:
    """``full_data("mnist")`` gives a full data set, or skips the test where it is not at hand.

    Where CI is set it fails instead, so that a skip cannot hide that nothing was tested.
    """

    def get(name: str) -> RawData:
        folder = os.environ.get("DENSELAB_DATA")
        if folder is None or not (Path(folder) / name).is_dir():
            reason = f"needs DENSELAB_DATA to point at a folder with {name}/"
            if os.environ.get("CI") == "true":
                pytest.fail(reason)
            pytest.skip(reason)
        return _load_offline(name)

    return get
