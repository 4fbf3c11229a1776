"""What stands before the application: who may ask, how much may be sent, what a browser may do.

A service on one's own machine can be reached by every page that is open in the same browser. So a
request must name this machine (another name may be one that was pointed here, as in DNS
rebinding), and what changes or costs something must not come from another site's page. The body
is read here, whole, within its limits, before anybody else sees the request.
"""

import asyncio
import ipaddress
import socket
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import lru_cache

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from denselab.serve.limits import Limits
from denselab.serve.refusals import RefusedError, answer_of, busy

#: Nothing but what comes from here; pictures also from the page's own memory.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' blob: data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = [
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cache-control", b"no-store"),
]
_READING = ("GET", "HEAD", "OPTIONS")


class Guard:
    """Refuses requests that must not reach the application, and adds headers to all answers.

    Args:
        app: The application.
        limits: Of a request's body.
        names: Host names by which the service may be called, besides ``localhost``, addresses,
            and the machine's own name.
    """

    def __init__(self, app: ASGIApp, limits: Limits, names: Collection[str] = ()) -> None:
        self._app = app
        self._limits = limits
        self._held = 0  # bytes of requests that are not answered yet
        own = socket.gethostname().lower()
        # Other ports of an address or of this machine are other services, whose pages may not ask.
        self._given = {name.lower() for name in names if not _is_address(name)} - {"localhost"}
        self._names = {"localhost", own, f"{own}.local", *self._given}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *HEADERS]
            await send(message)

        body = _Body()
        try:
            headers = dict(scope["headers"])  # of a header that comes twice, the last
            self._check_host(headers)
            if scope["method"] not in _READING:
                self._check_origin(headers)
                receive = await self._with_body(body, headers, receive)
            await self._app(scope, receive, send_guarded)
        except RefusedError as refusal:
            told = {**refusal.headers, "Connection": "close"}
            await answer_of(refusal.status, str(refusal), told)(scope, receive, send_guarded)
        except ClientGoneError:
            return
        finally:
            self._held -= body.size

    def _check_host(self, headers: dict[bytes, bytes]) -> None:
        host = headers.get(b"host", b"").decode("latin-1")
        name = _name_of(host)
        if name not in self._names and not _is_address(name):
            known = "must be this machine's name or address, or one given with --name"
            raise RefusedError(421, f"Host: {known}, found {host[:80]!r}")

    def _check_origin(self, headers: dict[bytes, bytes]) -> None:
        """A browser says from whose page a request comes; programs say nothing."""
        origin = headers.get(b"origin")
        if origin is None:
            if headers.get(b"sec-fetch-site", b"none") not in (b"none", b"same-origin"):
                raise RefusedError(403, "pages of other sites may not ask")
            return
        place = origin.decode("latin-1").partition("://")[2].lower()
        host = headers.get(b"host", b"").decode("latin-1").lower()
        if place != host and _name_of(place) not in self._given:  # a proxy may change the host
            raise RefusedError(403, f"Origin: must be this service, found {origin[:80]!r}")

    async def _with_body(
        self, body: "_Body", headers: dict[bytes, bytes], receive: Receive
    ) -> Receive:
        """The body, and a way to receive it once more."""
        length = headers.get(b"content-length", b"0")
        if not length.isdigit() or int(length) > self._limits.body:
            raise self._too_large()
        try:
            async with asyncio.timeout(self._limits.seconds):
                await self._fill(body, receive)
        except TimeoutError:
            seconds = self._limits.seconds
            raise RefusedError(408, f"a request must arrive within {seconds:g} seconds") from None
        content = b"".join(body.parts)
        body.parts.clear()
        waiting: list[Message] = [{"type": "http.request", "body": content, "more_body": False}]

        async def again() -> Message:
            return waiting.pop() if waiting else await receive()

        return again

    async def _fill(self, body: "_Body", receive: Receive) -> None:
        more = True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise ClientGoneError
            part = message.get("body", b"")
            body.size += len(part)
            self._held += len(part)
            if body.size > self._limits.body:
                raise self._too_large()
            if self._held > self._limits.held:
                raise busy()
            body.parts.append(part)
            more = message.get("more_body", False)

    def _too_large(self) -> RefusedError:
        return RefusedError(413, f"a request may have at most {self._limits.body:,} bytes")


@dataclass
class _Body:
    """What has come of a request."""

    parts: list[bytes] = field(default_factory=list)
    size: int = 0


class ClientGoneError(Exception):
    """Whoever asked does not wait for an answer."""


def _name_of(host: str) -> str:
    """The host without its port, in small letters.

    Example:
        >>> _name_of("LocalHost:8000"), _name_of("[::1]:8000"), _name_of("[::1]")
        ('localhost', '::1', '::1')
    """
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0].lower()


@lru_cache(1000)
def _is_address(name: str) -> bool:
    """Whether this is an address, to which no name can have been pointed."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
