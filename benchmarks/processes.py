"""Run a command as a user would, and see how long it took and how much memory it held."""

import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

#: Seconds between two looks at the memory.
INTERVAL = 0.05


@dataclass(frozen=True)
class Measured:
    """What one run of a command cost.

    Attributes:
        seconds: Wall-clock, from starting the process to its end.
        peak_rss: Bytes resident at once in the process and all its children, the most seen;
            pages that two of them share count twice.
    """

    seconds: float
    peak_rss: int


def denselab() -> Path:
    """The command as a user has it: from ``.venv``, without the peers that the benchmarks need.

    Beside TensorFlow it would be slower and larger, because Keras imports it wherever it is.
    """
    users = Path(__file__).parents[1] / ".venv" / "bin" / "denselab"
    return users if users.exists() else Path(sys.executable).with_name("denselab")


def measure(command: Sequence[str | Path], environment: Mapping[str, str], log: Path) -> Measured:
    """Run `command` to its end, its output going to `log`.

    Raises:
        RuntimeError: It failed; the message ends with the last of its output.
    """
    peak = 0
    started = time.perf_counter()
    with log.open("w") as output:
        process = psutil.Popen(command, env=environment, stdout=output, stderr=subprocess.STDOUT)
        while process.poll() is None:
            peak = max(peak, _resident(process))
            time.sleep(INTERVAL)
    seconds = time.perf_counter() - started
    if process.returncode:
        raise RuntimeError(f"{command} ended with {process.returncode}: {log.read_text()[-2000:]}")
    return Measured(seconds, peak)


def _resident(process: psutil.Popen) -> int:
    total = 0
    try:
        for each in [process, *process.children(recursive=True)]:
            total += each.memory_info().rss
    except psutil.NoSuchProcess:  # it ended while we looked
        pass
    return total
