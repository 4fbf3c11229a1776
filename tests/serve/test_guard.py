"""Who may ask, how much, and what a browser is told."""

import asyncio
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from denselab.serve.guard import Guard
from denselab.serve.limits import Limits

LIMITS = Limits(body=1000, seconds=0.2)


async def echo(scope, receive, send):
    """Answers with the length of what it was sent."""
    message = await receive() if scope["method"] == "POST" else {}
    await PlainTextResponse(str(len(message.get("body", b""))))(scope, receive, send)


CLIENT = TestClient(Guard(echo, LIMITS, ["digits.example"]), base_url="http://localhost:8000")


@pytest.mark.parametrize(
    "host",
    ["localhost", "LOCALHOST:1", "127.0.0.1:8000", "[::1]:8000", "192.168.1.7", "digits.example"],
)
def test_this_machine_by_name_or_address_is_meant(host):
    assert CLIENT.get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    ["", "evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "2130706433", "[x]",
     "localhost@evil.example", "\xff"],
)  # fmt: skip
def test_another_name_may_be_one_that_was_pointed_here(host):
    answer = CLIENT.get("/", headers={"Host": host.encode("latin-1")})
    assert answer.status_code == 421
    assert set(answer.json()) == {"error"}


@given(host=st.from_regex(r"[a-z0-9.-]+\.(com|example|nip\.io)", fullmatch=True))
def test_no_name_in_a_domain_passes(host):
    assert CLIENT.get("/", headers={"Host": host}).status_code == 421


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Origin": "http://localhost:8000"}, 200),
        ({"Origin": "https://digits.example"}, 200),
        ({"Origin": "http://localhost:3000"}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": ""}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
    ],
)
def test_what_costs_something_does_not_come_from_the_page_of_another(headers, status):
    assert CLIENT.post("/", content=b"x", headers=headers).status_code == status
    assert CLIENT.get("/", headers=headers).status_code == 200


@given(sizes=st.lists(st.integers(0, 700), max_size=6), told=st.booleans())
def test_a_body_is_taken_whole_or_refused_by_its_size(sizes, told):
    n = sum(sizes)
    body = b"x" * n if told else (b"x" * size for size in sizes)
    answer = CLIENT.post("/", content=body)
    assert answer.status_code == (200 if n <= LIMITS.body else 413)
    if n <= LIMITS.body:
        assert answer.text == str(n)


def test_a_size_that_is_told_is_refused_before_anything_is_read():
    async def receive():
        raise AssertionError("it was read")

    status = asyncio.run(_status({b"content-length": b"1001"}, receive))
    assert status == 413
    assert asyncio.run(_status({b"content-length": b"-1"}, receive)) == 413


def test_a_body_that_does_not_come_is_not_waited_for():
    async def receive():
        await asyncio.sleep(30)

    assert asyncio.run(_status({b"content-length": b"10"}, receive)) == 408


def test_who_is_gone_gets_no_answer():
    async def receive():
        return {"type": "http.disconnect"}

    assert asyncio.run(_status({b"content-length": b"10"}, receive)) is None


async def _status(headers, receive):
    """Of the answer to a request with this body."""
    sent = []

    async def send(message):
        sent.append(message)

    headers = [(b"host", b"localhost"), *headers.items()]
    scope = {"type": "http", "method": "POST", "path": "/", "headers": headers}
    await Guard(echo, LIMITS)(scope, receive, send)
    return sent[0]["status"] if sent else None


def test_every_answer_tells_a_browser_to_take_nothing_from_elsewhere():
    for answer in (CLIENT.get("/"), CLIENT.get("/", headers={"Host": "evil.example"})):
        policy = dict(re.findall(r"([\w-]+) ([^;]+)", answer.headers["Content-Security-Policy"]))
        assert policy["default-src"] == "'none'"
        assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
        assert policy["frame-ancestors"] == "'none'"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_what_all_requests_together_hold_is_bounded():
    async def ask_twice():
        held = asyncio.Event()

        async def holds(scope, receive, send):
            await held.wait()
            await echo(scope, receive, send)

        guard = Guard(holds, Limits(body=1000, held=1500))
        statuses = []

        async def ask():
            async def receive():
                return {"type": "http.request", "body": b"x" * 1000, "more_body": False}

            async def send(message):
                if message["type"] == "http.response.start":
                    statuses.append(message["status"])

            headers = [(b"host", b"localhost"), (b"content-length", b"1000")]
            scope = {"type": "http", "method": "POST", "path": "/", "headers": headers}
            await guard(scope, receive, send)

        first = asyncio.create_task(ask())
        await asyncio.sleep(0)
        await ask()
        held.set()
        await first
        await ask()
        return statuses

    assert asyncio.run(ask_twice()) == [503, 200, 200]
