"""Several processes at one address, each with the network in its memory.

Python answers on one core. The system gives each connection to whichever process takes it first;
uvicorn watches over them, and starts another where one has died.
"""

import gc
import logging
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable
from functools import partial
from socket import socket
from typing import Any

import uvicorn
from starlette.types import ASGIApp
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import Multiprocess

from denselab.errors import ServiceError

_logger = logging.getLogger(__name__)
_PAUSE = 0.1  # seconds between looks at processes that start
_FAILED = "a process that was to answer ended by itself; see above what it said"


def settled(build: Callable[[], ASGIApp]) -> ASGIApp:
    """What answers, and a garbage collector that leaves it alone.

    What is loaded by then stays, and looking it through for garbage would hold up all who wait.
    """
    app = build()
    gc.collect()
    gc.freeze()
    return app


def answer_by_several(
    build: Callable[[], ASGIApp],
    workers: int,
    bound: socket,
    announce: Callable[[], None],
    **options: Any,
) -> None:
    """Answers in processes of their own until this one is interrupted or ended.

    Args:
        build: Makes what answers, in each of them; can be pickled.
        workers: How many.
        bound: Where they listen.
        announce: Called as soon as all take connections.
        options: Of uvicorn's configuration.

    Raises:
        ServiceError: One could not start.
        KeyboardInterrupt: The end was asked for before all had started.
    """
    each = partial(_of_several, build)
    config = uvicorn.Config(each, factory=True, workers=workers, **options)
    processes = _Processes(config, bound, announce)
    processes.run()
    if any(process.exitcode == STARTUP_FAILURE for process in processes.processes):
        raise ServiceError(_FAILED)


class _Processes(Multiprocess):
    def __init__(self, config: uvicorn.Config, bound: socket, announce: Callable[[], None]) -> None:
        super().__init__(config, [bound])
        self._announce = announce

    def init_processes(self) -> None:
        # Ctrl-C reaches them, too, and while they start, Python would tell at length where it was.
        handler = signal.signal(signal.SIGINT, signal.SIG_IGN)
        super().init_processes()
        signal.signal(signal.SIGINT, handler)
        try:
            self._wait()
            self._announce()
        except BaseException:
            self.terminate_all()
            self.join_all()
            raise

    def _wait(self) -> None:
        """Until all take connections."""
        while not all(process.is_ready(_PAUSE) for process in self.processes):
            if any(process.exitcode is not None for process in self.processes):
                raise ServiceError(_FAILED)
            self.handle_signals()
            if self.should_exit.wait(_PAUSE):
                raise KeyboardInterrupt


def _of_several(build: Callable[[], ASGIApp]) -> ASGIApp:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        return settled(build)
    except Exception as error:  # uvicorn would start another, again and again
        _logger.error("denselab: error: %s", error)
        sys.exit(STARTUP_FAILURE)


def _end_with_parent() -> None:
    """Nobody else would end this process if the one that started it was killed."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os.kill(os.getpid(), signal.SIGTERM)
