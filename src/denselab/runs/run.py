"""A Run as everybody reads it who did not make it."""

import json
from functools import cached_property
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from denselab.errors import RunError
from denselab.files import read_arrays
from denselab.runs.history import read_history
from denselab.study import DataKind, Study


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
