"""What a folder is to Runs: free, an unfinished Run, a finished one, or none of their business."""

import time
from pathlib import Path

from denselab.errors import RunError
from denselab.files import TEMPORARY
from denselab.study import Study

#: The file that the process at work on a Run holds locked.
LOCK = ".lock"


def is_finished(path: Path) -> bool:
    """Whether the exploration that made this Run came to its end: the report is its last word."""
    return (path / "report.html").is_file()


def list_runs(folder: str | Path = "runs") -> list[Path]:
    """The Runs in a folder, finished or not, the newest first."""
    studies = Path(folder).glob("*/study.toml")
    found = [study.parent for study in studies if not study.parent.name.startswith(TEMPORARY)]
    return sorted(found, key=lambda path: (path / "study.toml").stat().st_mtime, reverse=True)


def check_free(path: Path, study: Study) -> None:
    """Raises `RunError` where `path` is anything else than new or an unfinished Run of `study`."""
    if is_finished(path):
        raise RunError(f"{path} is a finished Run, which is never overwritten")
    if (path / "study.toml").is_file():
        if Study.from_toml(path / "study.toml") != study:
            raise RunError(
                f"{path} holds an unfinished Run of another study: "
                "choose another folder, or finish that one with --resume"
            )
    elif path.exists() and not is_empty(path):
        raise RunError(f"{path} exists and is not a Run: choose another folder")


def is_empty(path: Path) -> bool:
    """Whether `path` is a folder with nothing in it; the lock of a process that died is nothing."""
    return path.is_dir() and all(entry.name == LOCK for entry in path.iterdir())


def new_folder(study: Study) -> Path:
    """Makes a new folder under ``runs/``, named by time and data."""
    name = f"{time.strftime('%Y-%m-%d-%H%M%S')}-{Path(study.data.source).name}"
    path, number = Path("runs") / name, 1
    while True:
        try:
            path.mkdir(parents=True)
        except FileExistsError:
            number += 1
            path = Path("runs") / f"{name}-{number}"
        else:
            return path
