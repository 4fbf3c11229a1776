"""Run a command as a user would, and see how long it took and how much memory it held."""

import resource
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
        processor: Seconds of all cores together that it was at work, which other processes on the
            same machine lengthen less.
        peak_rss: Bytes resident at once in the process and all its children, the most seen;
            pages that two of them share count twice.
        lines: Its output, each line after the seconds at which it was there.
    """

    seconds: float
    processor: float
    peak_rss: int
    lines: tuple[tuple[float, str], ...]


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
    peak, lines, before = 0, [], _processor()
    started = time.perf_counter()
    with log.open("w") as output, log.open() as written:
        process = psutil.Popen(command, env=environment, stdout=output, stderr=subprocess.STDOUT)
        while process.poll() is None:
            peak = max(peak, _resident(process))
            now = time.perf_counter() - started
            lines += [(now, line.rstrip()) for line in written.readlines()]
            time.sleep(INTERVAL)
    seconds = time.perf_counter() - started
    if process.returncode:
        raise RuntimeError(f"{command} ended with {process.returncode}: {log.read_text()[-2000:]}")
    return Measured(seconds, _processor() - before, peak, tuple(lines))


def _processor() -> float:
    """Seconds that ended children have kept a core at work."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _resident(process: psutil.Popen) -> int:
    total = 0
    try:
        for each in [process, *process.children(recursive=True)]:
            total += each.memory_info().rss
    except psutil.NoSuchProcess:  # it ended while we looked
        pass
    return total
