"""The clients of the load benchmark, beside a service that is known."""

import asyncio
import time

import pytest

from benchmarks.load import client, request


async def measured(status, clients, seconds):
    """Latencies, and what a service that answers after ten milliseconds has received."""
    received, latencies = [], []

    async def serve(reader, writer):
        while head := await reader.readuntil(b"\r\n\r\n"):
            size = int(head.rpartition(b"Content-Length: ")[2])
            received.append((head.split()[1], await reader.readexactly(size)))
            await asyncio.sleep(0.01)
            writer.write(b"HTTP/1.1 %d x\r\ncontent-length: 2\r\n\r\n{}" % status)

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    requests = [request(host, "/predict", body) for body in (b"[1]", b"[2]")]
    begin = time.perf_counter()
    end = begin + seconds
    tasks = [client(host, port, requests, begin, end, latencies) for _ in range(clients)]
    await asyncio.gather(*tasks)
    server.close()
    return latencies, received


def test_clients_ask_in_turn_and_every_answer_in_time_is_counted():
    latencies, received = asyncio.run(measured(200, clients=3, seconds=0.5))
    assert all(latency >= 0.01 for latency in latencies)
    assert len(received) - 3 <= len(latencies) <= len(received)
    assert {path for path, _ in received} == {b"/predict"}
    assert {body for _, body in received} == {b"[1]", b"[2]"}


def test_a_refusal_is_no_answer():
    with pytest.raises(RuntimeError, match="503"):
        asyncio.run(measured(503, clients=1, seconds=0.5))
