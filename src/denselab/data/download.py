"""Fetching one file from the first of several mirrors that serves it whole.

Responsible for time and bytes: a mirror that is dead, stalls or sends too much is left, a
passing fault is tried again after a pause, and giving up takes seconds, not minutes. What the
bytes must be is the caller's check; keeping them is the caller's business too.

It stands on requests rather than on pooch, which checks the file as sent where we check what it
unpacks to, knows no second mirror, and starts its time limit anew at every byte.
"""

import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from denselab.errors import DataError

Progress = Callable[[str, int, int | None], None]
"""Called with a file's name, the bytes so far, and the bytes in all or ``None``."""

Chunk = tuple[bytes, int | None]
"""Some bytes of a file, and how many it has in all where the server says so."""

PATIENCE = 10.0  # seconds that may pass with nothing arriving, all mirrors together
STALL = 3.0  # seconds without a further chunk after which one mirror is left
PAUSES = (0.0, 0.5, 1.5)  # seconds before each round over the mirrors
_CHUNK_BYTES = 16 * 1024  # so that a mirror slower than this within STALL counts as stalled
_PASSING = frozenset({408, 425, 429})  # refusals of HTTP that may be granted a moment later

T = TypeVar("T")


class DownloadError(Exception):
    """No mirror served the file; the message has each one's reason."""


class _RefusedError(Exception):
    """A mirror's answer that would be the same the next time."""


def fetch(
    file: str,
    mirrors: Sequence[str],
    accept: Callable[[bytes], T],
    *,
    largest: int,
    progress: Progress | None = None,
) -> tuple[T, str]:
    """Get ``file`` from the first mirror whose bytes are accepted.

    Args:
        file: Its name, appended to each mirror.
        mirrors: Addresses of folders, each ending in a slash, in the order they are tried.
        accept: Given the bytes received, returns what is made of them or raises
            :class:`DataError`.
        largest: How many bytes are received at most.
        progress: See :data:`Progress`.

    Returns:
        What ``accept`` made of the bytes, and the mirror that sent them.

    Raises:
        DownloadError: if no mirror serves it within :data:`PATIENCE`, not counting the time in
            which bytes arrive.
    """
    patience = _Patience(PATIENCE)
    reasons: dict[str, str] = {}
    hopeful = list(mirrors)
    for pause in PAUSES:
        patience.pause(pause)
        for mirror in tuple(hopeful):
            if patience.left == 0:
                break
            try:
                return accept(_receive(file, mirror, largest, patience, progress)), mirror
            except (_RefusedError, DataError) as error:
                reasons[mirror] = str(error)
                hopeful.remove(mirror)
            except OSError as error:
                reasons[mirror] = str(error)
        if not hopeful:
            break
    raise DownloadError("; ".join(f"{mirror} {reason}" for mirror, reason in reasons.items()))


class _Patience:
    """How many seconds may still pass with nothing arriving."""

    def __init__(self, seconds: float) -> None:
        self.left = seconds

    def pause(self, seconds: float) -> None:
        time.sleep(min(seconds, self.left))
        self._spend(seconds)

    def _spend(self, seconds: float) -> None:
        self.left = max(0.0, self.left - seconds)

    def await_each(self, chunks: Iterator[Chunk]) -> Iterator[Chunk]:
        """Pass ``chunks`` on, but wait for none longer than :data:`STALL` or what is left.

        They are drawn in another thread, because looking up a name and trying a host's many
        addresses one by one obey no time limit of their own. A thread that hangs is left behind.
        """
        inbox: queue.SimpleQueue[Chunk | Exception | None] = queue.SimpleQueue()
        abandoned = threading.Event()
        threading.Thread(target=_forward, args=(chunks, inbox, abandoned), daemon=True).start()
        try:
            while True:
                before = time.monotonic()
                try:
                    item = inbox.get(timeout=min(STALL, self.left))
                except queue.Empty:
                    item = TimeoutError(f"stalled for {STALL:g} s")
                if not isinstance(item, tuple):
                    self._spend(time.monotonic() - before)
                if item is None:
                    return
                if isinstance(item, Exception):
                    raise item
                yield item
        finally:
            abandoned.set()


def _forward(
    chunks: Iterator[Chunk],
    inbox: "queue.SimpleQueue[Chunk | Exception | None]",
    abandoned: threading.Event,
) -> None:
    """Put each chunk into the inbox, then ``None``, or the exception that ended them."""
    try:
        for chunk in chunks:
            if abandoned.is_set():
                return
            inbox.put(chunk)
        inbox.put(None)
    except Exception as error:
        inbox.put(error)


def _receive(
    file: str, mirror: str, largest: int, patience: _Patience, progress: Progress | None
) -> bytes:
    received = bytearray()
    for chunk, total in patience.await_each(_chunks(mirror + file)):
        received += chunk
        if len(received) > largest:
            raise _RefusedError(f"sends more than {largest} bytes")
        if progress is not None:
            progress(file, len(received), total)
    return bytes(received)


def _chunks(url: str) -> Iterator[Chunk]:
    """The file at ``url`` in pieces; every failure is an OSError in few words, or a refusal."""
    import requests  # costs a tenth of a second, and most studies download nothing

    # The files are gzipped already; a second packing on the way would hide their length.
    headers = {"Accept-Encoding": "identity"}
    try:
        with requests.get(url, headers=headers, stream=True, timeout=STALL) as response:
            if 400 <= response.status_code < 500 and response.status_code not in _PASSING:
                raise _RefusedError(f"answers {response.status_code} {response.reason}")
            if response.status_code >= 400:
                raise OSError(f"answers {response.status_code} {response.reason}")
            length = response.headers.get("Content-Length")
            total = int(length) if length and length.isdecimal() else None
            for chunk in response.iter_content(_CHUNK_BYTES):
                yield chunk, total
    except requests.Timeout as error:
        raise TimeoutError(f"stalled for {STALL:g} s") from error
    except requests.ConnectionError as error:
        raise OSError("cannot be reached") from error
    except requests.RequestException as error:
        raise OSError("broke off") from error
