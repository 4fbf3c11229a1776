"""A Run as the process makes it that explores."""

import fcntl
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

import numpy as np

from denselab.errors import RunError
from denselab.files import TEMPORARY, write_arrays, write_json, write_text
from denselab.runs.folder import LOCK, check_free, is_empty, is_finished, new_folder
from denselab.runs.history import HistoryWriter
from denselab.study import Study


class RunWriter:
    """A Run that is being made, by one process at a time.

    Use it as a context: on entering it claims the folder, on leaving it gives the folder back,
    and removes it where nothing was written.

    Args:
        path: The folder of the Run.
        study: What is asked.

    Raises:
        RunError: On entering, if another process is at work on this Run.
    """

    def __init__(self, path: Path, study: Study) -> None:
        self.path = path
        self.study = study

    def __enter__(self) -> Self:
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            self._lock = (self.path / LOCK).open("w")
            # The system lets go of the lock when the process ends, however it ends.
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._lock.close()
            raise RunError(f"{self.path}: another process is at work on this Run") from None
        except OSError as error:
            raise RunError(f"{self.path}: cannot become a Run ({error.strerror})") from error
        try:  # again, for what another process may have done before the lock was ours
            check_free(self.path, self.study)
        except RunError:
            self._lock.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        if is_empty(self.path):
            (self.path / LOCK).unlink()
            self.path.rmdir()
        elif is_finished(self.path):
            (self.path / LOCK).unlink()
        self._lock.close()

    def start(self) -> None:
        """Writes down what is asked; from now on the folder is an unfinished Run."""
        for litter in self.path.rglob(f"{TEMPORARY}*"):  # of a process that was killed
            litter.unlink()
        write_text(self.path / "study.toml", self.study.to_toml())

    @classmethod
    def begin(cls, study: Study, out: str | Path | None = None) -> Self:
        """Makes a new Run, or continues an unfinished one of the same study in the same place.

        Args:
            study: What is asked.
            out: The Run's folder; by default a new one under ``runs/``.

        Raises:
            RunError: The folder holds a finished Run, one of another study, or something else.
        """
        path = Path(out) if out is not None else new_folder(study)
        check_free(path, study)
        return cls(path, study)

    @classmethod
    def resume(cls, path: str | Path) -> Self:
        """Continues an unfinished Run.

        Raises:
            RunError: There is no Run, or it is finished.
        """
        path = Path(path)
        if not (path / "study.toml").is_file():
            raise RunError(f"{path} is not a Run: it has no study.toml")
        study = Study.from_toml(path / "study.toml")
        check_free(path, study)
        return cls(path, study)

    def json(self, name: str, content: Any) -> None:
        """Writes ``name`` as JSON."""
        write_json(self.path / name, content)

    def arrays(self, name: str, arrays: Mapping[str, np.ndarray]) -> None:
        """Writes ``name`` as a compressed ``.npz``."""
        write_arrays(self.path / name, arrays)

    def read_json(self, name: str) -> Any:
        """What an earlier part of this exploration wrote, or ``None``."""
        file = self.path / name
        if not file.is_file():
            return None
        try:
            return json.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise RunError(f"{file}: cannot be read ({error}); begin a new Run") from error

    def history(self, model: str, epochs: int = 0) -> HistoryWriter:
        """The history of `model` after so many epochs, to which others are added as they end."""
        return HistoryWriter(self.path / "history" / f"{model}.jsonl", epochs)
