"""The Run: a folder with a network, its preprocessing, the evidence, and a report.

Responsible for where everything lies, for writing it whole, and for never overwriting what is
finished. `RunWriter` is the exploration's side, `Run` everybody else's, who only read.
"""

import fcntl
import json
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, Self
from zipfile import BadZipFile

import numpy as np

from denselab.errors import RunError
from denselab.files import TEMPORARY, finite, read_arrays, write_arrays, write_json, write_text
from denselab.study import DataKind, Study

#: The file that the process at work on a Run holds locked.
LOCK = ".lock"


class Run:
    """A Run, read from its folder.

    Args:
        path: The folder.

    Raises:
        RunError: There is no Run, or its exploration has not come to its results.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        if not (self.path / "study.toml").is_file():
            raise RunError(f"{self.path} is not a Run: it has no study.toml")
        if not (self.path / "summary.json").is_file():
            raise RunError(
                f"{self.path} is an unfinished Run: finish it with denselab explore --resume"
            )

    @cached_property
    def study(self) -> Study:
        """Everything that was asked."""
        return Study.from_toml(self.path / "study.toml")

    @cached_property
    def summary(self) -> dict[str, Any]:
        """What came out, as in ``summary.json``."""
        return self._json("summary.json")

    @cached_property
    def histories(self) -> dict[str, dict[str, list[Any]]]:
        """Learning curves by model: a list a metric, a value an epoch (``None`` if not finite)."""
        files = sorted((self.path / "history").glob("*.jsonl"))
        return {file.stem: read_history(file) for file in files}

    @cached_property
    def look(self) -> dict[str, Any]:
        """The facts about the data."""
        return self._json("evidence/look.json")

    @property
    def kind(self) -> DataKind:
        """What its samples are."""
        return self.look.get("kind", "images")  # Runs of the first version tell of none

    @cached_property
    def pictures(self) -> dict[str, np.ndarray]:
        """Samples and mean images of the data; empty where these are no images."""
        return self._arrays("evidence/samples.npz") if self.kind == "images" else {}

    @cached_property
    def augmented(self) -> np.ndarray | None:
        """An image of each class before 8 distorted copies, ``(classes, 9, height, width)`` uint8.

        ``None`` where training distorted nothing.
        """
        name = "evidence/augmented.npz"
        return self._arrays(name)["copies"] if (self.path / name).is_file() else None

    @cached_property
    def preprocessing(self) -> dict[str, Any]:
        """What the preprocessor learned, as its ``to_json`` tells it."""
        return self._json("model/preprocessing.json")

    @cached_property
    def browser(self) -> dict[str, Any] | None:
        """A network that a browser can read, see `browser.pack`; ``None`` but for digits."""
        return self._optional("model/browser.json")

    @cached_property
    def networks(self) -> dict[str, list[dict[str, Any]]]:
        """The layers of each model."""
        return self._json("evidence/networks.json")

    @cached_property
    def digests(self) -> dict[str, np.ndarray]:
        """A hash of each image that its networks learned from or were chosen by.

        These are its training and validation parts, see `Splits.digests`, and those of the Run that
        it started from.

        Raises:
            RunError: It has none, as Runs of the first version have not.
        """
        name = "evidence/digests.npz"
        if not (self.path / name).is_file():
            raise RunError(
                f"{self.path}: it has no {name}, by which one could tell what samples its networks "
                f"learned from; train it anew with denselab explore --study {self.path}"
            )
        return self._arrays(name)

    @cached_property
    def source(self) -> dict[str, Any] | None:
        """The other Run that this one started from, if any."""
        return self._optional("evidence/source.json")

    @cached_property
    def transfer(self) -> list[dict[str, Any]]:
        """What that was worth, an entry an amount of data."""
        return self._optional("evidence/transfer.json") or []

    @cached_property
    def adaptation(self) -> dict[str, Any] | None:
        """Which Run this one was adapted from, and what that changed; ``None`` of an exploration.

        An adapted Run has no test figure of its own, and no `evaluation`.
        """
        return self._optional("evidence/adaptation.json")

    @cached_property
    def corrections(self) -> dict[str, np.ndarray]:
        """What an adapted Run has learned, see ``evidence/corrections.npz``; else empty."""
        return self._arrays("evidence/corrections.npz") if self.adaptation else {}

    @cached_property
    def evaluation(self) -> dict[str, Any]:
        """What the sealed test said of the chosen network."""
        return self._json("evidence/evaluation.json")

    @cached_property
    def words(self) -> dict[str, Any] | None:
        """The words that speak for each class; ``None`` where samples are no texts."""
        return self._optional("evidence/words.json")

    @cached_property
    def mistakes(self) -> Any:
        """The samples of its most confident mistakes: ``(m, height, width)`` uint8 of images, else
        what ``evidence/mistakes.json`` tells."""
        if self.kind == "images":
            return self._arrays("evidence/mistakes.npz")["images"]
        return self._json("evidence/mistakes.json")

    def __repr__(self) -> str:
        test = self.summary["test"]
        if not test["n"]:
            return f"<Run {self.path}: {test['model']}, not tested>"
        return f"<Run {self.path}: {test['model']} {test['accuracy']:.2%} of {test['n']}>"

    def _json(self, name: str) -> Any:
        return self._read(name, lambda file: json.loads(file.read_text(encoding="utf-8")))

    def _optional(self, name: str) -> Any:
        return self._json(name) if (self.path / name).is_file() else None

    def _arrays(self, name: str) -> dict[str, np.ndarray]:
        return self._read(name, read_arrays)

    def _read(self, name: str, read: Any) -> Any:
        try:
            return read(self.path / name)
        except (OSError, ValueError, BadZipFile) as error:
            raise RunError(f"{self.path / name}: cannot be read ({error})") from error


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


def is_finished(path: Path) -> bool:
    """Whether the exploration that made this Run came to its end: the report is its last word."""
    return (path / "report.html").is_file()


def list_runs(folder: str | Path = "runs") -> list[Path]:
    """The Runs in a folder, finished or not, the newest first."""
    studies = Path(folder).glob("*/study.toml")
    found = [study.parent for study in studies if not study.parent.name.startswith(TEMPORARY)]
    return sorted(found, key=lambda path: (path / "study.toml").stat().st_mtime, reverse=True)


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
            _check_free(self.path, self.study)
        except RunError:
            self._lock.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        if _is_empty(self.path):
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
        path = Path(out) if out is not None else _new_folder(study)
        _check_free(path, study)
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
        _check_free(path, study)
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

    def history(self, model: str, epochs: int = 0) -> "HistoryWriter":
        """The history of `model` after so many epochs, to which others are added as they end."""
        return HistoryWriter(self.path / "history" / f"{model}.jsonl", epochs)


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
    path = Path(out) if out is not None else _new_folder(study)
    if path.exists() and not _is_empty(path):
        raise RunError(f"{path} exists, and nothing is overwritten: choose another folder")
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(dir=path.parent, prefix=TEMPORARY))
    try:
        draft.chmod(0o755)
        with RunWriter(draft, study) as writer:
            writer.start()
            write(writer)
        draft.rename(path)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        if out is None and _is_empty(path):
            path.rmdir()
        raise
    return Run(path)


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


def _check_free(path: Path, study: Study) -> None:
    """Raises `RunError` where `path` is anything else than new or an unfinished Run of `study`."""
    if is_finished(path):
        raise RunError(f"{path} is a finished Run, which is never overwritten")
    if (path / "study.toml").is_file():
        if Study.from_toml(path / "study.toml") != study:
            raise RunError(
                f"{path} holds an unfinished Run of another study: "
                "choose another folder, or finish that one with --resume"
            )
    elif path.exists() and not _is_empty(path):
        raise RunError(f"{path} exists and is not a Run: choose another folder")


def _is_empty(path: Path) -> bool:
    """Whether `path` is a folder with nothing in it; the lock of a process that died is nothing."""
    return path.is_dir() and all(entry.name == LOCK for entry in path.iterdir())


def _new_folder(study: Study) -> Path:
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
