"""``denselab serve`` as a process of its own: its end, its address, many clients, and garbage."""

import json
import signal
import socket
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http.client import HTTPConnection
from urllib.parse import urlsplit

import httpx
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from denselab.prediction import Predictor

from .conftest import DENSELAB, process

THE_SAME = 1e-6
CLIENTS, EACH = 24, 12


def place(address):
    parts = urlsplit(address)
    return parts.hostname, parts.port


@pytest.mark.parametrize("workers", ["1", "2"])
def test_many_clients_get_exactly_their_own_answers(digits_run, mnist_5k, workers):
    images = mnist_5k.x_train[:: len(mnist_5k.x_train) // (CLIENTS * EACH)]
    want = Predictor(digits_run).probabilities(images)

    said = np.zeros((CLIENTS * EACH, len(want[0])))

    def client(address, first):
        with httpx.Client(base_url=address) as connection:
            for place in range(first, CLIENTS * EACH, CLIENTS):
                body = {"images": [images[place].tolist()]}
                (told,) = connection.post("/api/predict", json=body).json()["predictions"]
                said[place] = [*told["probabilities"].values()]

    with (
        process(digits_run.path, "--workers", workers) as (_, address),
        ThreadPoolExecutor(CLIENTS) as threads,
    ):
        list(threads.map(partial(client, address), range(CLIENTS)))  # raises what they raise
    np.testing.assert_allclose(said, want[: CLIENTS * EACH], atol=THE_SAME)


@pytest.mark.parametrize("workers", ["1", "2"])
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_it_finishes_what_it_accepted_and_then_ends_well(digits_run, ending, workers):
    body = json.dumps({"images": np.zeros((1024, 28, 28), int).tolist()}).encode()
    with process(digits_run.path, "--workers", workers) as (service, address):
        connections = [HTTPConnection(*place(address)) for _ in range(4)]
        for connection in connections:
            connection.putrequest("POST", "/api/predict")
            connection.putheader("Content-Type", "application/json")
            connection.putheader("Content-Length", str(len(body)))
            connection.endheaders()
            connection.send(body[:-1])  # it is accepted, and not yet answered
        time.sleep(0.3)
        service.send_signal(ending)
        time.sleep(0.3)
        for connection in connections:
            connection.send(body[-1:])
        for connection in connections:
            answer = connection.getresponse()
            assert answer.status == 200
            assert len(json.loads(answer.read())["predictions"]) == 1024
        assert service.wait(60) == 0
        assert "Traceback" not in service.stderr.read()
        with pytest.raises(OSError, match="refused"):
            socket.create_connection(place(address))


def test_an_idle_connection_does_not_hold_up_the_end(digits_run):
    with process(digits_run.path) as (service, address), httpx.Client() as client:
        assert client.get(f"{address}v2/health/ready").json() == {"ready": True}
        with socket.create_connection(place(address)):
            service.send_signal(signal.SIGTERM)
            assert service.wait(20) == 0  # seconds; what was accepted would have 30


def fails(*arguments):
    done = subprocess.run(
        [*DENSELAB, "serve", *arguments], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    return done.stderr


def test_a_port_that_is_taken_is_told_in_one_line(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        told = fails(str(tmp_path), "--port", str(port))
    assert f"127.0.0.1:{port} cannot be listened at" in told
    assert "--port" in told


@pytest.mark.parametrize("host", ["203.0.113.7", "no.such.host.invalid", "x" * 300])
def test_a_host_that_is_not_here_is_told_in_one_line(tmp_path, host):
    assert "cannot be listened at" in fails(str(tmp_path), "--host", host)


def test_a_run_that_is_not_there_is_told_in_one_line(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert "is not a Run" in fails(str(tmp_path / "nothing"), "--port", "0")
    assert "there is no finished Run" in fails("--port", "0")


def sent_raw(address, content):
    """Sends bytes as they are; what comes back, if anything does."""
    with socket.create_connection(place(address), timeout=10) as connection:
        connection.sendall(content)
        connection.shutdown(socket.SHUT_WR)
        try:
            return connection.recv(65536)
        except ConnectionError:
            return b""


@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    begin=st.sampled_from(
        [b"", b"POST /api/predict HTTP/1.1\r\nHost: localhost\r\n",
         b"POST /api/predict HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9999\r\n\r\n",
         b"POST /v2/models/digits/infer HTTP/1.1\r\nHost: localhost\r\n"
         b"Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"]
    ),
    rest=st.binary(max_size=200),
)  # fmt: skip
def test_no_bytes_stop_it(digits_process, begin, rest):
    sent_raw(digits_process, begin + rest)
    assert httpx.get(f"{digits_process}v2/health/ready").json() == {"ready": True}


def test_a_body_that_is_too_large_is_refused_while_it_comes(digits_process):
    head = (
        b"POST /api/predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n"
    )
    answers = []
    with socket.create_connection(place(digits_process), timeout=30) as connection:
        reader = threading.Thread(target=lambda: answers.append(connection.recv(65536)))
        reader.start()
        connection.sendall(head)
        chunk = b"100000\r\n" + b"x" * 0x100000 + b"\r\n"
        with pytest.raises(ConnectionError):  # it hangs up long before all of it was taken
            connection.sendall(200 * chunk)
        reader.join(30)
    assert answers[0].startswith(b"HTTP/1.1 413")
