"""``denselab serve --workers``: what becomes of the processes when something goes wrong."""

import os
import shutil
import signal
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import httpx
import psutil
import pytest

from .conftest import DENSELAB, process

LONG = 60  # seconds until something must have happened


def answering(service):
    """The living processes that a service has started to answer."""
    found = []
    for each in psutil.Process(service.pid).children():
        with suppress(psutil.Error):  # it ended meanwhile
            if each.status() != psutil.STATUS_ZOMBIE and "spawn_main" in str(each.cmdline()):
                found.append(each)
    return found


def until(true):
    end = time.monotonic() + LONG
    while not true():
        assert time.monotonic() < end
        time.sleep(0.1)


def is_ready(address):
    with suppress(httpx.TransportError):  # nobody listens
        return httpx.get(f"{address}v2/health/ready", timeout=LONG).json() == {"ready": True}


def test_one_that_died_is_replaced_and_the_other_answers_meanwhile(digits_run):
    with process(digits_run.path, "--workers", "2") as (service, address):
        first, second = answering(service)
        first.kill()
        assert all(is_ready(address) for _ in range(10))
        until(lambda: len(answering(service)) == 2)
        second.kill()  # so that whoever answers now is none of the first two
        until(lambda: is_ready(address))
        until(lambda: len(answering(service)) == 2)
        service.send_signal(signal.SIGTERM)
        assert service.wait(LONG) == 0
        told = service.stderr.read().splitlines()
    assert sum("ended by itself, with -9; another takes its place" in line for line in told) == 2


def test_nobody_new_is_accepted_while_what_was_accepted_is_answered(digits_run):
    with process(digits_run.path, "--workers", "2") as (service, address):
        url = httpx.URL(address)
        with socket.create_connection((url.host, url.port), timeout=LONG) as connection:
            head = b"POST /api/predict HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n"
            connection.sendall(head + b"Content-Type: application/json\r\n\r\n{")
            time.sleep(0.5)
            service.send_signal(signal.SIGTERM)
            until(lambda: not is_ready(address))
            assert service.poll() is None
            connection.sendall(b"}")
            assert connection.recv(65536).startswith(b"HTTP/1.1 422")  # it names no images
        assert service.wait(LONG) == 0


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGHUP])
def test_none_is_left_where_the_one_that_started_them_is_gone(digits_run, ending):
    with process(digits_run.path, "--workers", "2") as (service, _):
        left = answering(service)
        service.send_signal(ending)
        until(lambda: not any(each.is_running() for each in left))


def test_a_network_that_cannot_be_read_is_told(digits_run, tmp_path):
    run = shutil.copytree(digits_run.path, tmp_path / "digits")
    Path(run, "model", "network.keras").write_bytes(b"nothing")
    command = [*DENSELAB, "serve", run, "--port", "0", "--workers", "2"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=LONG)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "network.keras: cannot be read" in done.stderr
    assert len(done.stderr.splitlines()) == 1


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
