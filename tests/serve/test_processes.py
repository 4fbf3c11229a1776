"""``denselab serve --workers``: what becomes of the processes when something goes wrong."""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import httpx
import psutil
import pytest

from .conftest import DENSELAB, process

LONG = 60  # seconds until something must have happened


def answering(service):
    """The living processes that a service has started to answer."""
    return [
        each
        for each in psutil.Process(service.pid).children()
        if each.status() != psutil.STATUS_ZOMBIE and "spawn_main" in str(each.cmdline())
    ]


def until(true):
    end = time.monotonic() + LONG
    while not true():
        assert time.monotonic() < end
        time.sleep(0.1)


def test_one_that_died_is_replaced_and_the_other_answers_meanwhile(digits_run):
    with process(digits_run.path, "--workers", "2") as (service, address):
        before = answering(service)
        assert len(before) == 2
        before[0].kill()
        for _ in range(10):
            assert httpx.get(f"{address}v2/health/ready").json() == {"ready": True}
        until(lambda: len(set(answering(service)) - {before[0]}) == 2)


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_none_is_left_where_the_one_that_started_them_was_killed(digits_run):
    with process(digits_run.path, "--workers", "2") as (service, _):
        left = answering(service)
        service.kill()
        until(lambda: not any(each.is_running() for each in left))


def test_a_network_that_cannot_be_read_is_told(digits_run, tmp_path):
    run = shutil.copytree(digits_run.path, tmp_path / "digits")
    Path(run, "model", "network.keras").write_bytes(b"nothing")
    command = [*DENSELAB, "serve", run, "--port", "0", "--workers", "2"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=LONG)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "network.keras: cannot be read" in done.stderr
    assert "Traceback" not in done.stderr


def test_ctrl_c_while_they_start_ends_them(digits_run):
    command = [*DENSELAB, "serve", digits_run.path, "--port", "0", "--workers", "2"]
    service = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    until(lambda: len(answering(service)) == 2)
    left = answering(service)
    os.killpg(service.pid, signal.SIGINT)  # as a terminal does
    out, err = service.communicate(timeout=LONG)
    assert (service.returncode, out, err) == (130, "", "denselab: interrupted\n")
    assert not any(each.is_running() for each in left)
