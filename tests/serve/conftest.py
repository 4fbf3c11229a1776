"""Services of each kind of samples, in this process and in one of their own."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import denselab
from denselab import Study
from denselab.prediction import Predictor
from denselab.runs import Run
from denselab.serve import Service, application

DENSELAB = [sys.executable, "-c", "from denselab.cli import main; main()"]


@pytest.fixture(scope="session")
def digits_run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A network for digits that is sure of most of them."""
    study = Study(
        networks=["mlp"],
        network={"widths": [128]},
        training={"epochs": 10, "optimizer": "adam", "precision": "float32"},
    )
    return denselab.explore(study, out=tmp_path_factory.mktemp("runs") / "digits")


@pytest.fixture(scope="session")
def service_of(request: pytest.FixtureRequest) -> Callable[[str], Service]:
    """``service_of("digits_run")`` is the service of the Run that this fixture gives."""
    known: dict[str, Service] = {}

    def get(name: str) -> Service:
        if name not in known:
            known[name] = Service(Predictor(request.getfixturevalue(name)))
        return known[name]

    return get


@contextmanager
def asking(service: Service) -> Iterator[TestClient]:
    """A client of the service in this process."""
    with TestClient(application(service), base_url="http://localhost") as client:
        yield client


@pytest.fixture
def digits(service_of: Callable[[str], Service]) -> Iterator[TestClient]:
    with asking(service_of("digits_run")) as client:
        yield client


@pytest.fixture
def rows(service_of: Callable[[str], Service]) -> Iterator[TestClient]:
    with asking(service_of("rows_run")) as client:
        yield client


@pytest.fixture
def texts(service_of: Callable[[str], Service]) -> Iterator[TestClient]:
    with asking(service_of("texts_run")) as client:
        yield client


@contextmanager
def process(run: Path, *options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """``denselab serve`` as a user starts it, and the address that it prints."""
    command = [*DENSELAB, "serve", str(run), "--port", "0", *options]
    started = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ
    )
    assert started.stdout is not None
    assert started.stderr is not None
    try:
        address = started.stdout.readline().strip()
        assert address.startswith("http://"), started.stderr.read()
        yield started, address
    finally:
        if started.poll() is None:
            started.send_signal(signal.SIGINT)
            started.wait(60)
        started.stdout.close()
        started.stderr.close()


@pytest.fixture(scope="module")
def digits_process(digits_run: Run) -> Iterator[str]:
    """The address of a service of digits in a process of its own."""
    with process(digits_run.path) as (_, address):
        yield address
