"""How fast a network answers over HTTP: ``python -m benchmarks.serving``.

``denselab serve`` beside a plain FastAPI service with one ``model.predict`` a request, both with
the same network for digits, over loopback, in one process and in two, each by itself and in turns.
Clients send single images as JSON and wait for the answer.
"""

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from benchmarks import machine, results
from benchmarks.processes import denselab
from denselab.data import load
from denselab.exploration import explore
from denselab.study import Study, TrainingSettings

Record = dict[str, Any]

CLIENTS = (1, 16, 64, 256)
WORKERS = (1, 2)  # processes that answer
SETTLING = 5.0  # seconds that the others have after the first that takes connections
IMAGES = 64
PLAIN, OURS = "FastAPI and `model.predict`", "`denselab serve`"
#: The operation of each, and the key of its body.
OPERATIONS = {PLAIN: ("predict", "image"), OURS: ("api/predict", "images")}


def main() -> None:
    """Measure and keep the table; ``--quick`` is for trying the program itself."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=10, help="of each measurement")
    parser.add_argument("--quick", action="store_true", help="a second each, once; nothing kept")
    asked = parser.parse_args()
    rounds, seconds = (1, 1.0) if asked.quick else (asked.rounds, asked.seconds)
    facts = machine.describe()
    with tempfile.TemporaryDirectory() as name:
        measured = measure(Path(name), rounds, seconds)
    report = body(measured)
    print(report)
    if not asked.quick:
        results.keep("serving", "Answering over HTTP", report, facts, {"measured": measured})


def measure(folder: Path, rounds: int, seconds: float) -> list[Record]:
    """What each service did for each number of clients, round by round."""
    run = folder / "digits"
    explore(Study(networks=("regularised",), training=TrainingSettings(epochs=5)), out=run)
    network = run / "model" / "network.keras"
    quiet = ["--no-access-log", "--log-level", "warning"]
    uvicorn = [sys.executable, "-m", "uvicorn", "benchmarks.plain_service:app", *quiet]
    commands: dict[str, list[str | Path]] = {
        PLAIN: [*uvicorn, "--workers"],
        OURS: [denselab(), "serve", run, "--workers"],
    }
    environment = {**os.environ, "NETWORK": str(network)}
    measured = []
    for _, workers, name in product(range(rounds), WORKERS, commands):
        operation, key = OPERATIONS[name]
        bodies = write_bodies(folder / f"{key}.jsonl", key)
        command = [*commands[name], str(workers)]
        with started(command, environment, folder / "service.log") as address:
            for clients in CLIENTS:
                found = ask(f"{address}{operation}", bodies, clients, seconds)
                asked = {"service": name, "workers": workers, "clients": clients}
                measured.append(asked | found)
                print(measured[-1], flush=True)
    return measured


def write_bodies(file: Path, key: str) -> Path:
    """What clients send: digits of the sample, one each."""
    images = load("mnist-5k").x_train[:: 5000 // IMAGES][:IMAGES].tolist()
    bodies = [{key: [image] if key == "images" else image} for image in images]
    file.write_text("".join(json.dumps(body) + "\n" for body in bodies))
    return file


@contextmanager
def started(
    command: Sequence[str | Path], environment: Mapping[str, str], log: Path
) -> Iterator[str]:
    """A service that takes ``--port``, and its address once it answers."""
    port = free_port()
    with (
        log.open("w") as output,
        subprocess.Popen(
            [*command, "--port", str(port)], env=environment, stdout=output, stderr=output
        ) as process,
    ):
        try:
            while not takes_connections(port):
                if process.poll() is not None:
                    raise RuntimeError(f"{command} ended: {log.read_text()[-2000:]}")
                time.sleep(0.1)
            time.sleep(SETTLING)
            yield f"http://127.0.0.1:{port}/"
        finally:
            process.terminate()


def free_port() -> int:
    """One at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


def takes_connections(port: int) -> bool:
    """Whether somebody listens there."""
    try:
        socket.create_connection(("127.0.0.1", port)).close()
    except ConnectionRefusedError:
        return False
    return True


def ask(address: str, bodies: Path, clients: int, seconds: float) -> Record:
    """Throughput and latencies of one service, as so many clients see them."""
    options = ["--clients", str(clients), "--seconds", str(seconds)]
    command = [sys.executable, "-m", "benchmarks.load", address, str(bodies), *options]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    told = json.loads(done.stdout)
    milliseconds = 1000 * np.array(told["latencies"])
    return {
        "throughput": len(milliseconds) / told["seconds"],
        "p50": float(np.quantile(milliseconds, 0.5)),
        "p99": float(np.quantile(milliseconds, 0.99)),
        "n": len(milliseconds),
        "client busy": told["busy"],
    }


def body(measured: Sequence[Record]) -> str:
    """The section's sentences and its table."""
    services = list(product(WORKERS, OPERATIONS))
    rows = [row(measured, *service, clients) for clients in CLIENTS for service in services]
    columns = [
        "service", "processes", "clients", "answers/s", "slowest–fastest", "p50, ms", "p99, ms", "n"
    ]  # fmt: skip
    busiest = max(each["client busy"] for each in measured)
    rounds = len(measured) // len(rows)
    return (
        "Single digits of 28 × 28 pixels as JSON, over loopback, on connections that are kept: "
        "`denselab serve` beside a FastAPI service with one `model.predict` a request, same "
        "network (784-512-256-10), same backend. Answers a second, as a multiple: with one process "
        f"each {ratios(measured, 1, 1)}; with two each {ratios(measured, 2, 2)}; two processes of "
        f"`denselab serve` beside one of the other {ratios(measured, 2, 1)}.\n\n"
        f"{results.table(columns, rows)}\n\n"
        f"Medians of {rounds} rounds, in turns; n is the answers of all rounds. The clients are "
        "one process on the same machine, which kept a core busy for "
        f"{busiest:.0%} of the time at most."
    )


def ratios(measured: Sequence[Record], ours: int, plain: int) -> str:
    """How many times as many answers ours gives, with so many processes each."""
    times = {
        clients: middle(measured, ours, OURS, clients, "throughput")
        / middle(measured, plain, PLAIN, clients, "throughput")
        for clients in CLIENTS
    }
    told = ", ".join(f"{ratio:.1f} with {clients}" for clients, ratio in times.items())
    return f"{told} clients"


def row(measured: Sequence[Record], workers: int, name: str, clients: int) -> list[str]:
    """One line of the table."""
    of_these = chosen(measured, workers, name, clients)
    each = sorted(record["throughput"] for record in of_these)
    return [
        name,
        str(workers),
        str(clients),
        f"{median(each):,.0f}",
        f"{each[0]:,.0f}–{each[-1]:,.0f}",
        f"{middle(measured, workers, name, clients, 'p50'):.1f}",
        f"{middle(measured, workers, name, clients, 'p99'):.1f}",
        f"{sum(record['n'] for record in of_these):,}",
    ]


def middle(measured: Sequence[Record], workers: int, name: str, clients: int, what: str) -> float:
    """The median of one figure over the rounds."""
    return median(record[what] for record in chosen(measured, workers, name, clients))


def chosen(measured: Sequence[Record], workers: int, name: str, clients: int) -> list[Record]:
    """The rounds of one service with so many processes and clients."""
    asked = {"service": name, "workers": workers, "clients": clients}
    return [each for each in measured if asked.items() <= each.items()]


if __name__ == "__main__":
    main()
