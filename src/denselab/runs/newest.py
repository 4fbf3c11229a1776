"""Which Run is meant where none is named: the newest that is finished."""

from collections.abc import Iterator
from pathlib import Path

from denselab.errors import RunError
from denselab.runs.folder import is_finished, list_runs
from denselab.runs.run import Run


def open_run(path: str | Path | None = None, *, source: str | None = None) -> Run:
    """Opens a Run to read what it found.

    Args:
        path: Its folder; ``None`` takes the newest finished one under ``runs/``.
        source: Of which data that one must be, as in ``data.source``; ``None`` for any.

    Raises:
        RunError: There is none.
    """
    if path is not None:
        return Run(path)
    newest = next((run for run in newest_first() if source in (None, run.study.data.source)), None)
    if newest is None:
        of_it = f" of {source}" if source is not None else ""
        raise RunError(
            f"there is no finished Run{of_it} under runs/: make one with denselab explore"
        )
    return newest


def newest_first() -> Iterator[Run]:
    """The finished Runs under ``runs/``."""
    return (Run(found) for found in list_runs() if is_finished(found))
