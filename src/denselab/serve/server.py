"""The process that listens: its address, its end, and uvicorn between them."""

import gc
import socket
from collections.abc import Callable
from contextlib import suppress

import uvicorn
from starlette.types import ASGIApp

from denselab.errors import ServiceError
from denselab.serve.connection import Connection

_GRACE = 30  # seconds that what was accepted may take once the end was asked for
_CONNECTIONS = 1000  # at once; more are told to come back
_WAITING = 2048  # connections that the system keeps until they are taken


def listener(host: str, port: int) -> socket.socket:
    """A socket that has the address; nothing can connect to it yet.

    Args:
        host: A name or an address of this machine.
        port: 0 takes any that is free.

    Raises:
        ServiceError: The address cannot be had.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        bound = socket.socket(family, kind, protocol)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(address)
    except (OSError, UnicodeError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ServiceError(
            f"{host}:{port} cannot be listened at ({reason}); choose another --port or --host"
        ) from error
    return bound


def address_of(bound: socket.socket) -> str:
    """What to open in a browser."""
    host, port = bound.getsockname()[:2]
    own = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{own}:{port}/"


def serve(app: ASGIApp, bound: socket.socket, announce: Callable[[], None]) -> None:
    """Answers until the process is interrupted (SIGINT) or ended (SIGTERM).

    Then nothing new is accepted, and what was accepted is answered; a second SIGINT does not wait
    for that.

    Args:
        app: What answers.
        bound: See `listener`.
        announce: Called as soon as connections are taken.
    """
    config = uvicorn.Config(
        app,
        http=Connection,
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        ws="none",
        lifespan="on",
        backlog=_WAITING,
        limit_concurrency=_CONNECTIONS,
        timeout_graceful_shutdown=_GRACE,
    )
    # What is loaded by now stays, and looking it through for garbage would hold up all who wait.
    gc.collect()
    gc.freeze()
    with suppress(KeyboardInterrupt):  # uvicorn ends in good order and then passes the signal on
        _Announcing(config, announce).run(sockets=[bound])


class _Announcing(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, announce: Callable[[], None]) -> None:
        super().__init__(config)
        self._announce = announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._announce()
