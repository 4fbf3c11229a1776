"""Where training is, kept in a file, so that it can be killed and continued to the same bits.

Everything that the next epoch depends on is kept: variables of model and optimizer (the states of
their random generators among them), and what callbacks remember. The order of the samples and the
distortions of an epoch follow from the seed and its number, so they need no keeping.
"""

import json
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from denselab.backend import keras
from denselab.files import read_arrays, write_whole

#: Seconds of training that may be lost.
INTERVAL = 30.0
#: The entry that holds, as JSON, all that is no array.
_FACTS = "facts"


class Checkpoint:
    """A file that is written anew every so often while a network is trained.

    Args:
        file: Ends in ``.npz``; nothing in it is pickled.
        of: What is trained, as JSON; a file of something else is not taken up.
        interval: Seconds between two writings.

    Attributes:
        epochs: How many epochs the file holds when training begins, 0 where there is none.
        seconds: What they took.
    """

    def __init__(self, file: Path, of: Mapping[str, Any], interval: float = INTERVAL) -> None:
        self.file = file
        self.epochs = 0
        self.seconds = 0.0
        self._of = json.loads(json.dumps(of))
        self._interval = interval
        self._began = self._kept = time.perf_counter()
        self._arrays: dict[str, np.ndarray] = {}
        self._facts: dict[str, Any] = {}
        self._read()

    def _read(self) -> None:
        if not self.file.is_file():
            return
        arrays = read_arrays(self.file)
        facts = json.loads(str(arrays.pop(_FACTS)))
        if facts["of"] == self._of:
            self._arrays, self._facts = arrays, facts
            self.epochs, self.seconds = facts["epochs"], facts["seconds"]

    def restore(
        self, variables: Sequence[keras.Variable], callbacks: Iterable[keras.callbacks.Callback]
    ) -> None:
        """Puts back what was kept after `epochs` epochs; does nothing where that is none."""
        if not self.epochs:
            return
        for number, variable in enumerate(variables):
            variable.assign(self._arrays[f"variable {number}"])
        for number, callback in enumerate(callbacks):
            vars(callback).update(self._facts["callbacks"][number])
            for name, count in self._facts["lists"][number].items():
                arrays = [self._arrays[f"callback {number} {name} {i}"] for i in range(count)]
                setattr(callback, name, arrays)
        self._arrays = {}

    @property
    def is_due(self) -> bool:
        """Whether the last writing is long ago."""
        return time.perf_counter() - self._kept >= self._interval

    def keep(
        self,
        epochs: int,
        variables: Sequence[keras.Variable],
        callbacks: Iterable[keras.callbacks.Callback],
    ) -> None:
        """Writes where training is after `epochs` epochs."""
        now = time.perf_counter()
        arrays = {f"variable {i}": np.asarray(value) for i, value in enumerate(variables)}
        told, lists = [], []
        for number, callback in enumerate(callbacks):
            remembered = vars(callback)
            told.append({name: v for name, v in remembered.items() if _is_plain(v)})
            listed = {name: v for name, v in remembered.items() if _are_arrays(v)}
            lists.append({name: len(values) for name, values in listed.items()})
            for name, values in listed.items():
                arrays |= {f"callback {number} {name} {i}": v for i, v in enumerate(values)}
        facts = {
            "of": self._of,
            "epochs": epochs,
            "seconds": self.seconds + now - self._began,
            "callbacks": told,
            "lists": lists,
        }
        arrays[_FACTS] = np.array(json.dumps(facts))
        # Not compressed: weights hardly shrink, and training waits.
        write_whole(self.file, lambda temporary: np.savez(temporary, **arrays))  # type: ignore[arg-type]
        self._kept = time.perf_counter()

    def remove(self) -> None:
        """Removes the file: training is over, or its outcome is kept elsewhere."""
        self.file.unlink(missing_ok=True)


def _is_plain(value: Any) -> bool:
    """Whether JSON gives a value back as it is."""
    if isinstance(value, Mapping):
        return all(isinstance(key, str) and _is_plain(inner) for key, inner in value.items())
    if isinstance(value, list):
        return all(map(_is_plain, value))
    return value is None or type(value) in (bool, int, float, str)


def _are_arrays(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(type(v) is np.ndarray for v in value)
