"""Many clients of one service, in a process of their own: ``python -m benchmarks.load``.

Each client has a connection that it keeps, and asks anew as soon as it is answered. Sockets are
read as they are, without an HTTP library, so that what is measured is the service.
"""

import argparse
import asyncio
import json
import time
from pathlib import Path
from urllib.parse import urlsplit

import uvloop

WARMING = 1.0  # seconds that are not counted


async def main() -> None:
    """Ask for a while, and print what came of it as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address")
    parser.add_argument("bodies", type=Path, help="a JSON body a line; a client sends each in turn")
    parser.add_argument("--clients", type=int, required=True)
    parser.add_argument("--seconds", type=float, required=True)
    asked = parser.parse_args()
    place = urlsplit(asked.address)
    requests = [request(place.netloc, place.path, line) for line in lines(asked.bodies)]
    begin = time.perf_counter() + WARMING
    end = begin + asked.seconds
    worked = time.process_time()
    latencies: list[float] = []
    async with asyncio.TaskGroup() as clients:
        for number in range(asked.clients):
            mine = requests[number % len(requests) :] + requests[: number % len(requests)]
            clients.create_task(client(place.hostname, place.port, mine, begin, end, latencies))
    busy = (time.process_time() - worked) / (asked.seconds + WARMING)
    print(json.dumps({"latencies": latencies, "seconds": asked.seconds, "busy": busy}))


async def client(
    host: str | None,
    port: int | None,
    requests: list[bytes],
    begin: float,
    end: float,
    latencies: list[float],
) -> None:
    """Asks until the end; keeps the seconds of each answer that came after the beginning."""
    reader, writer = await asyncio.open_connection(host, port)
    now, number = time.perf_counter(), 0
    while now < end:
        asked = now
        writer.write(requests[number % len(requests)])
        await answer(reader)
        now, number = time.perf_counter(), number + 1
        if begin <= now < end:
            latencies.append(now - asked)
    writer.close()


async def answer(reader: asyncio.StreamReader) -> bytes:
    """The body of an answer.

    Raises:
        RuntimeError: It is a refusal.
    """
    head = await reader.readuntil(b"\r\n\r\n")
    size = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
    body = await reader.readexactly(size)
    if not head.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(f"{head.decode()}{body.decode()}")
    return body


def request(host: str, path: str, body: bytes) -> bytes:
    """A request with a JSON body."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def lines(file: Path) -> list[bytes]:
    """Those of a file, without their ends."""
    return file.read_bytes().splitlines()


if __name__ == "__main__":
    uvloop.run(main())
