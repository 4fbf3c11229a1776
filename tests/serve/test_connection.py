"""Connections of a real server: how long one may say nothing."""

import asyncio

import uvicorn

from denselab.serve import server
from denselab.serve.connection import Connection

HEAD = b"GET / HTTP/1.1\r\nHost: localhost\r\n"


class Hasty(Connection):
    seconds = 0.3


async def slow(scope, receive, send):
    """Answers later than a connection may be silent."""
    await asyncio.sleep(3 * Hasty.seconds)
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body"})


async def said_to(*sent):
    """What comes of each connection to whose server this was sent, until it is closed."""
    bound = server.listener("127.0.0.1", 0)
    config = uvicorn.Config(slow, http=Hasty, log_config=None, lifespan="off")
    running = uvicorn.Server(config)
    task = asyncio.create_task(running.serve(sockets=[bound]))
    while not running.started:
        await asyncio.sleep(0.01)
    answers = await asyncio.gather(*(said_on(bound.getsockname()[1], each) for each in sent))
    running.should_exit = True
    await task
    return answers


async def said_on(port, sent):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(sent)
    async with asyncio.timeout(10):
        said = await reader.read()
    writer.close()
    return said


def test_a_connection_on_which_no_request_comes_is_closed():
    nothing, half, whole = asyncio.run(said_to(b"", HEAD, HEAD + b"\r\n"))
    assert nothing == half == b""
    assert whole.startswith(b"HTTP/1.1 204")


def test_one_whose_second_request_does_not_come_is_closed_too():
    (said,) = asyncio.run(said_to(HEAD + b"\r\n" + HEAD))
    assert said.count(b"HTTP/1.1 204") == 1
