"""Several processes at one address, each with the network in its memory.

The event loop of one process keeps hardly more than one core at work. The system gives each
connection to whichever process takes it first, and this one watches over them.
"""

import multiprocessing
import os
import signal
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from typing import NoReturn

from starlette.types import ASGIApp

from denselab.errors import DenselabError, ServiceError
from denselab.serve.server import serve

_spawn = multiprocessing.get_context("spawn")  # threads do not outlive a fork, and JAX has many
multiprocessing.allow_connection_pickling()  # sockets, too


def serve_by_several(
    build: Callable[[], ASGIApp],
    workers: int,
    bound: socket.socket,
    announce: Callable[[], None],
    note: Callable[[str], None],
) -> None:
    """Answers in processes of their own until this one is interrupted.

    Then nothing new is accepted, and what was accepted is answered; a second interruption does not
    wait for that. A process that dies while it answers is replaced, one that cannot start is not.

    Args:
        build: Makes what answers, in each process; can be pickled.
        workers: How many.
        bound: See `listener`.
        announce: Called as soon as all take connections.
        note: Told in a sentence what became of a process that ended by itself.

    Raises:
        ServiceError: One could not start, or none is left.
        KeyboardInterrupt: The end was asked for before all had started.
    """
    answering: list[_Answering] = []
    try:
        # One by one: where a later one cannot be started, those before it are ended.
        answering.extend(_Answering(build, bound) for _ in range(workers))
        for each in answering:
            each.wait_until_ready()
        announce()
        with suppress(KeyboardInterrupt):
            _watch(answering, lambda: _Answering(build, bound), note)
    finally:
        bound.close()
        _end(answering)


def _watch(
    answering: list["_Answering"], another: Callable[[], "_Answering"], note: Callable[[str], None]
) -> NoReturn:
    """Replaces those that die, until none is left."""
    while answering:
        wait([each.process.sentinel for each in answering])
        for each in [each for each in answering if not each.process.is_alive()]:
            answering.remove(each)
            if each.has_answered():
                answering.append(another())
                note(f"{each.fate()}; another takes its place")
            else:
                note(each.fate())
    raise ServiceError("no process is left that answers")


def _end(answering: list["_Answering"]) -> None:
    try:
        for each in answering:
            each.process.terminate()  # which uvicorn takes for the wish to end in good order
        for each in answering:
            each.process.join()
    except KeyboardInterrupt:
        for each in answering:
            each.process.kill()
            each.process.join()


class _Answering:
    """A process that answers.

    Args:
        build: Makes what answers.
        bound: Where it listens.
    """

    def __init__(self, build: Callable[[], ASGIApp], bound: socket.socket) -> None:
        self._told, tells = _spawn.Pipe(duplex=False)
        self._says: bytes | None = None
        self.process = _spawn.Process(target=_answer, args=(build, bound, tells), daemon=True)
        # Ctrl-C in a terminal reaches it, too; but its end is for this process to ask for.
        resource_tracker.ensure_running()  # which unblocks it where it starts
        before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
        try:
            self.process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
            tells.close()

    def wait_until_ready(self) -> None:
        """Until it takes connections; `ServiceError` where it cannot."""
        if not self.has_answered():
            raise ServiceError(self.fate())

    def has_answered(self) -> bool:
        """Whether it came to take connections; waits until that is known."""
        if self._says is None:
            try:
                self._says = self._told.recv_bytes()
            except EOFError:  # it ended without a word
                self.process.join()
                self._says = f"it ended by itself, with {self.process.exitcode}".encode()
        return not self._says

    def fate(self) -> str:
        """What became of it."""
        if self._says:
            return f"a process could not start to answer: {self._says.decode()}"
        return f"a process that answered ended by itself, with {self.process.exitcode}"


def _answer(build: Callable[[], ASGIApp], bound: socket.socket, tells: Connection) -> None:
    """What each process does: says nothing (b"") once it takes connections, or else why not."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    # JAX would take most of a GPU's memory for the first of them.
    os.environ.setdefault("XLA_PYTHON_CLIENT_PREALLOCATE", "false")
    try:
        app = build()
    except Exception as error:
        kind = "" if isinstance(error, DenselabError) else f"{type(error).__name__}: "
        tells.send_bytes(f"{kind}{' '.join(str(error).split())}".encode())
        return
    serve(app, bound, lambda: tells.send_bytes(b""))


def _end_with_parent() -> None:
    """Nobody else would end this process if the one that started it was killed."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os.kill(os.getpid(), signal.SIGTERM)
