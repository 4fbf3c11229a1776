"""Which Run is served where none is named."""

from pathlib import Path

from denselab.errors import RunError
from denselab.recognise import open_run_of_digits
from denselab.runs import Run, open_run


def run_to_serve(path: Path | None = None) -> Run:
    """The Run in a folder; without one the newest under ``runs/``, of digits if there is one.

    Raises:
        RunError: There is none.
    """
    if path is not None:
        return open_run(path)
    try:
        return open_run_of_digits()
    except RunError:  # there is none of digits
        return open_run()
