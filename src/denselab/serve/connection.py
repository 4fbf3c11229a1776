"""A connection: written to in few packets, and closed where nothing comes.

uvicorn writes head and body of an answer one after the other, and each write is a call of the
system and a wake-up of whoever reads. For small answers that is a good part of what they cost. And
it waits without end for a request whose head never comes, so that a thousand such would shut
everybody else out.
"""

import asyncio
from typing import Any

from uvicorn.protocols.http.auto import AutoHTTPProtocol

from denselab.serve.limits import LIMITS


class Connection(AutoHTTPProtocol):  # type: ignore[misc, valid-type]
    """uvicorn's protocol, on a transport that joins writes.

    Attributes:
        seconds: In which the head of a request must have come.
    """

    seconds = LIMITS.seconds
    _watch: asyncio.TimerHandle

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(_Joined(transport))
        self._look_later()

    def connection_lost(self, exc: Exception | None) -> None:
        self._watch.cancel()
        super().connection_lost(exc)

    def _look_later(self) -> None:
        loop = asyncio.get_running_loop()
        self._watch = loop.call_later(self.seconds, self._look, self.cycle)

    def _look(self, last: Any) -> None:
        """Closes the connection if no request came after the last one, which was answered."""
        if self.cycle is last and (last is None or last.response_complete):
            self.transport.close()
        else:
            self._look_later()


class _Joined:
    """A transport; what is written to it in one turn of the event loop leaves together."""

    def __init__(self, transport: Any) -> None:
        self._transport = transport
        self._parts: list[bytes] = []

    def write(self, data: bytes) -> None:
        if not self._parts:
            asyncio.get_running_loop().call_soon(self._flush)
        self._parts.append(data)

    def close(self) -> None:
        self._flush()
        self._transport.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def _flush(self) -> None:
        if self._parts:
            self._transport.write(b"".join(self._parts))
            self._parts.clear()
