"""Which Run is served where none is named."""

from pathlib import Path

from denselab.runs import Run, is_finished, list_runs, open_run

_DIGITS = set("0123456789")


def run_to_serve(path: Path | None = None) -> Run:
    """The Run in a folder; without one the newest under ``runs/``, of digits if there is one.

    Raises:
        RunError: There is none.
    """
    if path is not None:
        return open_run(path)
    finished = (Run(found) for found in list_runs() if is_finished(found))
    return next(filter(has_digits, finished), None) or open_run()


def has_digits(run: Run) -> bool:
    """Whether its network reads the ten digits in images of 28 × 28 pixels."""
    return run.look.get("input_shape") == [28, 28] and set(run.look["classes"]) >= _DIGITS
