"""A Run that appears when it is finished, or not at all."""

import fcntl
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from denselab.errors import RunError
from denselab.files import TEMPORARY
from denselab.runs.folder import LOCK, is_empty, new_folder
from denselab.runs.run import Run
from denselab.runs.writer import RunWriter
from denselab.study import Study


def write_whole_run(
    study: Study, out: str | Path | None, write: Callable[[RunWriter], object]
) -> Run:
    """Has `write` make a Run, which appears when it is finished, or not at all.

    For what takes so little time that nobody would continue it.

    Args:
        study: What is asked.
        out: The Run's folder; ``None`` makes a new one under ``runs/``.
        write: Writes into a folder that lies beside it meanwhile.

    Raises:
        RunError: There is something in that folder.
    """
    path = Path(out) if out is not None else new_folder(study)
    if path.exists() and not is_empty(path):
        raise RunError(f"{path} exists, and nothing is overwritten: choose another folder")
    path.parent.mkdir(parents=True, exist_ok=True)
    for litter in path.parent.glob(f"{TEMPORARY}*"):
        if _is_abandoned(litter):
            shutil.rmtree(litter, ignore_errors=True)
    draft = Path(tempfile.mkdtemp(dir=path.parent, prefix=TEMPORARY))
    try:
        draft.chmod(0o755)
        with RunWriter(draft, study) as writer:
            writer.start()
            write(writer)
        draft.rename(path)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        if out is None and is_empty(path):
            path.rmdir()
        raise
    return Run(path)


def _is_abandoned(draft: Path) -> bool:
    """Whether the process that was at work on a draft has been killed."""
    try:
        with (draft / LOCK).open() as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:  # it is at work, or has not come so far
        return False
    return True
