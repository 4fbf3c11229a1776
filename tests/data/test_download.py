"""Fetching from real web servers that truncate, stall, refuse and lie."""

import io
import socket
import time

import pytest

from denselab.data.download import DownloadError, fetch
from denselab.data.packed import read_at_most, unpacked
from denselab.errors import DataError

FILE = "train-images-idx3-ubyte"
DEAD = ["missing", "wrong", "page", "truncated", "short", "silent", "stalling", "trickling"]

pytestmark = pytest.mark.usefixtures("own_machine", "hasty")


@pytest.fixture
def get(tiny_files):
    """``get(*mirrors)`` fetches one file of the tiny data set and accepts nothing else."""
    expected = tiny_files[FILE]

    def accept(data: bytes) -> bytes:
        if read_at_most(unpacked(io.BytesIO(data)), len(expected), FILE) != expected:
            raise DataError("other bytes")
        return expected

    def fetch_it(*mirrors, progress=None):
        urls = [each if isinstance(each, str) else each.url for each in mirrors]
        return fetch(f"{FILE}.gz", urls, accept, largest=2 * len(expected), progress=progress)

    return fetch_it


def free_address() -> str:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{unused.getsockname()[1]}/"


@pytest.mark.parametrize("manner", ["good", "plain", "chunked", "busy"])
def test_fetches(manner, mirror, get, tiny_files):
    server = mirror(manner)
    assert get(server) == (tiny_files[FILE], server.url)


@pytest.mark.parametrize("manner", [*DEAD, "endless"])
def test_steps_over_a_bad_first_mirror(manner, mirror, get, tiny_files):
    bad, good = mirror(manner), mirror("good")
    assert get(bad, good) == (tiny_files[FILE], good.url)
    assert bad.asked == [f"{FILE}.gz"]


def test_steps_over_a_mirror_that_is_not_there(mirror, get, tiny_files):
    good = mirror("good")
    assert get(free_address(), good) == (tiny_files[FILE], good.url)


@pytest.mark.parametrize(
    ("manner", "reason"),
    [
        ("missing", "404"),
        ("wrong", "other bytes"),
        ("endless", "more than"),
        ("silent", "stalled"),
        ("truncated", "broke off"),
    ],
)
def test_gives_the_reason_of_each_mirror(manner, reason, mirror, get):
    server = mirror(manner)
    with pytest.raises(DownloadError, match=reason) as caught:
        get(server, free_address())
    assert server.url in str(caught.value)
    assert "cannot be reached" in str(caught.value)


def test_asks_again_only_where_another_answer_may_come(mirror, get):
    missing, truncated = mirror("missing"), mirror("truncated")
    with pytest.raises(DownloadError):
        get(missing, truncated)
    assert len(missing.asked) == 1
    assert len(truncated.asked) == 3


def test_many_stalling_mirrors_do_not_add_up(mirror, get):
    started = time.monotonic()
    with pytest.raises(DownloadError):
        get(*(mirror("trickling") for _ in range(20)))
    assert time.monotonic() - started < 3 + 2  # the patience, and a little for slow machines


def test_a_name_that_is_looked_up_forever_is_left(mirror, get, tiny_files, monkeypatch):
    look_up = socket.getaddrinfo

    def hang(host, *args, **kwargs):
        if host == "nowhere.example":
            time.sleep(5)
        return look_up(host, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", hang)
    good = mirror("good")
    started = time.monotonic()
    assert get("http://nowhere.example/", good) == (tiny_files[FILE], good.url)
    assert time.monotonic() - started < 3


def test_tells_how_far_it_is(mirror, get):
    told = []
    server = mirror("good")
    get(server, progress=lambda *state: told.append(state))
    sizes = [done for _, done, _ in told]
    assert {name for name, _, _ in told} == {f"{FILE}.gz"}
    assert sizes == sorted(sizes)
    assert len(sizes) > 1
    assert {total for _, _, total in told} == {sizes[-1]}


def test_the_length_may_be_unknown(mirror, get):
    told = []
    get(mirror("chunked"), progress=lambda *state: told.append(state))
    assert {total for _, _, total in told} == {None}


def test_time_in_which_bytes_arrive_costs_no_patience(mirror, get, tiny_files, monkeypatch):
    """A slow but steady mirror may take longer than the whole patience."""
    server = mirror("good")
    body = server._packed(f"{FILE}.gz")
    pieces = [body[at : at + 16384] for at in range(0, len(body), 16384)]

    def steadily(handler, path):
        server._answer(handler, b"", length=len(body))
        for piece in pieces:
            time.sleep(0.4)
            handler.wfile.write(piece)
            handler.wfile.flush()

    monkeypatch.setattr("denselab.data.download.PATIENCE", 1.0)
    monkeypatch.setattr("denselab.data.download.STALL", 1.0)
    monkeypatch.setattr(server, "_good", steadily)
    started = time.monotonic()
    assert get(server)[0] == tiny_files[FILE]
    assert time.monotonic() - started > 1
