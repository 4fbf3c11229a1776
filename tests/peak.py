"""How much memory a process has held at most, asked from inside."""

import resource
import sys
from pathlib import Path


def peak() -> int:
    """Bytes resident at once, the most since the program began.

    On Linux what the system's usage tells begins with the process that started this one.
    """
    status = Path("/proc/self/status")
    if status.exists():
        lines = dict(line.split(":", 1) for line in status.read_text().splitlines() if ":" in line)
        return int(lines["VmHWM"].split()[0]) * 1024
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
