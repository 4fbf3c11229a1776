"""A tiny data set in IDX files, and web servers that misbehave on purpose."""

import contextlib
import gzip
import hashlib
import struct
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest

from denselab.data import catalog
from denselab.data.catalog import IdxFile, NamedSet


def _encode_idx(array: np.ndarray) -> bytes:
    header = struct.pack(f">BBBB{array.ndim}I", 0, 0, 8, array.ndim, *array.shape)
    return header + array.astype(np.uint8).tobytes()


@pytest.fixture(scope="session")
def encode_idx() -> Callable[[np.ndarray], bytes]:
    """An array of bytes as an IDX file, written from the format's description."""
    return _encode_idx


@pytest.fixture(scope="session")
def tiny_files() -> dict[str, bytes]:
    """The four IDX files of a data set of 40 + 20 noise images, 30 × 30, two classes."""
    rng = np.random.default_rng(7)
    labels = np.arange(40) % 2
    return {
        "train-images-idx3-ubyte": _encode_idx(rng.integers(0, 256, (40, 30, 30))),
        "train-labels-idx1-ubyte": _encode_idx(labels),
        "t10k-images-idx3-ubyte": _encode_idx(rng.integers(0, 256, (20, 30, 30))),
        "t10k-labels-idx1-ubyte": _encode_idx(labels[:20]),
    }


@pytest.fixture
def idx_folder(tmp_path: Path, tiny_files: dict[str, bytes]) -> Path:
    """A folder with the tiny data set, plain."""
    folder = tmp_path / "tiny-folder"
    folder.mkdir()
    for name, data in tiny_files.items():
        (folder / name).write_bytes(data)
    return folder


@pytest.fixture
def own_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with an empty cache and no DENSELAB_DATA; returns the home."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CACHE_HOME", str(home / ".cache"))
    monkeypatch.delenv("DENSELAB_DATA", raising=False)
    for proxy in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(proxy, raising=False)
    return home


@pytest.fixture
def tiny_set(
    tiny_files: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., NamedSet]:
    """``tiny_set(*mirrors)`` puts the tiny data set under the name ``tiny`` into the catalogue."""

    def put(*mirrors: str) -> NamedSet:
        files = tuple(
            IdxFile(name, len(data), hashlib.sha256(data).hexdigest())
            for name, data in tiny_files.items()
        )
        entry = NamedSet("tiny", ("even", "odd"), files, mirrors)
        monkeypatch.setitem(catalog.CATALOG, "tiny", entry)
        return entry

    return put


class Mirror:
    """A web server on this machine that serves ``<name>.gz`` in a chosen manner.

    Manners: ``good``, ``plain`` (not gzipped), ``chunked`` (length unknown), ``missing`` (404),
    ``busy`` (503 once for each file, then good), ``wrong`` (other bytes), ``page`` (HTML and 200),
    ``truncated`` (breaks off), ``short`` (half a file, said to be all), ``silent`` (never
    answers), ``stalling`` (stops in the middle), ``trickling`` (a byte at a time), ``endless``.
    """

    def __init__(self, files: dict[str, bytes], manner: str) -> None:
        self.files = files
        self.manner = manner
        self.asked: list[str] = []
        self.closing = threading.Event()
        self.before_answer: Callable[[], object] = lambda: None
        mirror = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                mirror.asked.append(self.path.lstrip("/"))
                mirror.before_answer()
                with contextlib.suppress(OSError):  # the other side may leave
                    getattr(mirror, f"_{mirror.manner}")(self, mirror.asked[-1])

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/"

    def close(self) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()

    def _packed(self, path: str) -> bytes:
        return gzip.compress(self.files[path.removesuffix(".gz")])

    @staticmethod
    def _answer(handler: BaseHTTPRequestHandler, body: bytes, length: int | None = None) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(body) if length is None else length))
        handler.end_headers()
        handler.wfile.write(body)

    def _good(self, handler: BaseHTTPRequestHandler, path: str) -> None:
        self._answer(handler, self._packed(path))

    def _plain(self, handler: BaseHTTPRequestHandler, path: str) -> None:
        self._answer(handler, self.files[path.removesuffix(".gz")])

    def _chunked(self, handler: BaseHTTPRequestHandler, path: str) -> None:
        handler.send_response(200)
        handler.end_headers()
        handler.wfile.write(self._packed(path))

    def _missing(self, handler: BaseHTTPRequestHandler, path: str) -> None:
        handler.send_error(404)

    def _busy(self, handler: BaseHTTPRequestHandler, path: str) -> None:
        if self.asked.count(path) == 1:
            handler.send_error(503)
        else:
            self._good(handler, path)

    def _wrong(self, handler: BaseHTTPRequestHandler, path: str) -> None:
        data = bytearray(self.files[path.removesuffix(".gz")])
        data[-1] ^= 1
        self._answer(handler, gzip.compress(bytes(data)))

    def _page(self, handler: BaseHTTPRequestHandler, path: str) -> None:
        self._answer(handler, b"<html>Please log in to this network</html>")

    def _truncated(self, handler: BaseHTTPRequestHandler, path: str) -> None:
        body = self._packed(path)
        self._answer(handler, body[: len(body) // 2], length=len(body))

    def _short(self, handler: BaseHTTPRequestHandler, path: str) -> None:
        body = self._packed(path)
        self._answer(handler, body[: len(body) // 2])

    def _silent(self, handler: BaseHTTPRequestHandler, path: str) -> None:
        self.closing.wait(60)

    def _stalling(self, handler: BaseHTTPRequestHandler, path: str) -> None:
        body = self._packed(path)
        self._answer(handler, body[: len(body) // 2], length=len(body))
        self.closing.wait(60)

    def _trickling(self, handler: BaseHTTPRequestHandler, path: str) -> None:
        self._answer(handler, b"", length=10**6)
        while not self.closing.wait(0.05):
            handler.wfile.write(b"\x1f")
            handler.wfile.flush()

    def _endless(self, handler: BaseHTTPRequestHandler, path: str) -> None:
        handler.send_response(200)
        handler.end_headers()
        while not self.closing.is_set():
            handler.wfile.write(bytes(65536))


@pytest.fixture
def mirror(tiny_files: dict[str, bytes]) -> Iterator[Callable[[str], Mirror]]:
    """``mirror(manner)`` starts a :class:`Mirror` of the tiny data set."""
    started: list[Mirror] = []

    def start(manner: str) -> Mirror:
        started.append(Mirror(tiny_files, manner))
        return started[-1]

    yield start
    for each in started:
        each.close()


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Downloads that give up sooner, so that tests of it are quick."""
    monkeypatch.setattr("denselab.data.download.STALL", 0.8)
    monkeypatch.setattr("denselab.data.download.PATIENCE", 3.0)
    monkeypatch.setattr("denselab.data.download.PAUSES", (0.0, 0.05, 0.1))
