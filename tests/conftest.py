"""Data that several tests share."""

import functools
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from selenium.webdriver import Chrome

import denselab
from denselab.data import RawData, Splits, load, split
from denselab.runs import Run

from . import chromium as browser
from .examples import write_people, write_reviews

# A time limit for each example would make tests fail by what else the machine is doing.
settings.register_profile("denselab", deadline=None)
settings.load_profile("denselab")

# Where the tests run in the background of a script, or outlive their terminal, Ctrl-C and the
# terminal's end are ignored, and the processes that they start would ignore them, too.
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.SIG_DFL)


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
def real_data() -> Callable[[str], Path]:
    """``real_data("imdb/train.csv.gz")`` gives where real data lie, or skips the test.

    Where CI is set it fails instead, so that a skip cannot hide that nothing was tested.
    """

    def get(name: str) -> Path:
        folder = os.environ.get("DENSELAB_DATA")
        if folder is None or not (Path(folder) / name).exists():
            reason = f"needs DENSELAB_DATA to point at a folder with {name}"
            if os.environ.get("CI") == "true":
                pytest.fail(reason)
            pytest.skip(reason)
        return Path(folder) / name

    return get


@pytest.fixture(scope="session")
def full_data(real_data: Callable[[str], Path]) -> Callable[[str], RawData]:
    """``full_data("mnist")`` gives a full data set, or skips the test as `real_data` does."""

    def get(name: str) -> RawData:
        real_data(name)
        return _load_offline(name)

    return get


@pytest.fixture(scope="session")
def chromium() -> Iterator[Chrome]:
    """A real browser, for pages on disk."""
    driver = browser.start()
    yield driver
    driver.quit()


@pytest.fixture(scope="session")
def rows_study(tmp_path_factory: pytest.TempPathFactory) -> denselab.Study:
    """A small study of a small table."""
    file = write_people(tmp_path_factory.mktemp("rows") / "people.csv")
    return _small_study({"source": str(file), "target": "buys"})


@pytest.fixture(scope="session")
def texts_study(tmp_path_factory: pytest.TempPathFactory) -> denselab.Study:
    """A small study of some sentences."""
    file = write_reviews(tmp_path_factory.mktemp("texts") / "reviews.csv")
    return _small_study({"source": str(file), "target": "mood", "text": "review"})


@pytest.fixture(scope="session")
def rows_run(rows_study: denselab.Study, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """What `rows_study` came to."""
    return denselab.explore(rows_study, out=tmp_path_factory.mktemp("runs") / "rows")


@pytest.fixture(scope="session")
def texts_run(texts_study: denselab.Study, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """What `texts_study` came to."""
    return denselab.explore(texts_study, out=tmp_path_factory.mktemp("runs") / "texts")


@pytest.fixture(scope="session")
def digits_run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A small network that reads most digits, whoever wrote them."""
    study = denselab.Study(
        networks=["regularised"],
        network={"widths": [128, 64], "dropout": 0.0},
        augmentation={"preset": "digits"},
        training={
            "optimizer": "adam",
            "schedule": "cosine",
            "epochs": 40,
            "stop": "never",
            "precision": "float32",
        },
    )
    return denselab.explore(study, out=tmp_path_factory.mktemp("runs") / "digits")


def _small_study(data: dict[str, Any]) -> denselab.Study:
    return denselab.Study(
        data=data,
        network={"widths": [8]},
        training={"epochs": 4, "learning_rate": 0.01, "batch_size": 32, "precision": "float32"},
        search={"learning_rate": [0.01], "batch_size": [32]},
    )
