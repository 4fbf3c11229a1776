"""Learning curves on disk: JSON lines, one an epoch, that grow as training goes."""

import json
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from denselab.files import finite, write_text


def read_history(file: Path) -> dict[str, list[Any]]:
    """Learning curves from JSON lines; a last line that was cut off is left out."""
    rows = list(_whole_lines(file))
    return {name: [row.get(name) for row in rows] for name in (rows[0] if rows else ())}


def _whole_lines(file: Path) -> Iterator[dict[str, Any]]:
    for line in file.read_text(encoding="utf-8").splitlines():
        try:
            yield json.loads(line)
        except ValueError:
            return


class HistoryWriter:
    """Writes learning curves as JSON lines, one an epoch, as training goes."""

    def __init__(self, file: Path, epochs: int = 0) -> None:
        self._file = file
        self._began = time.perf_counter()
        rows = list(_whole_lines(file))[:epochs] if file.is_file() else []
        write_text(file, "".join(json.dumps(row) + "\n" for row in rows))

    def add(self, epoch: int, logs: Mapping[str, float]) -> float:
        """Adds the figures of an epoch that just ended; returns its seconds."""
        now = time.perf_counter()
        seconds, self._began = now - self._began, now
        row = {"epoch": epoch, **logs, "seconds": round(seconds, 4)}
        with self._file.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(finite(row)) + "\n")
        return seconds
