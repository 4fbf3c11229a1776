"""Yardsticks fitted to a training part, ready to answer for other samples."""

import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from threadpoolctl import threadpool_limits

from denselab.prep.encoding import Encoding, Listed
from denselab.seeds import stream
from denselab.side_by_side import side_by_side
from denselab.study import DataKind
from denselab.yardsticks.draws import drawn
from denselab.yardsticks.reading import Part, counts, inputs, nothing
from denselab.yardsticks.suited import suited
from denselab.yardsticks.yardstick import Matrix, Yardstick

if TYPE_CHECKING:
    from denselab.prep.columns.schema import Column

#: Samples that are read at once: the matrix of all may be larger than the memory.
CHUNK = 16_384
#: By how many samples it is estimated how large that would be.
GLANCE = 100

Read = Callable[[Part], Matrix]


@dataclass(frozen=True)
class Fitted:
    """A yardstick after its training.

    Attributes:
        yardstick: The model.
        read: What turns samples into the matrix that it reads.
        n_train: The training samples that it learned from.
        seconds: What that took.
    """

    yardstick: Yardstick
    read: Read
    n_train: int
    seconds: float

    def probabilities(self, part: Part) -> np.ndarray:
        """What it says of samples, ``(n, classes)`` float64."""
        starts = range(0, len(part), CHUNK)
        with threadpool_limits(1):
            said = [self.yardstick.probabilities(self.read(part[at : at + CHUNK])) for at in starts]
        return np.concatenate(said)


def fit_yardsticks(
    kind: DataKind,
    train: Part,
    y_train: np.ndarray,
    classes: int,
    encoding: Encoding,
    *,
    columns: Sequence["Column"] = (),
    balanced: bool = False,
    seed: int = 0,
) -> list[Fitted]:
    """Fits all yardsticks that suit a data set, on its training part alone.

    Args:
        kind: Of the samples.
        train: The training samples.
        y_train: Their labels, ``(n,)``.
        classes: How many classes there are.
        encoding: How stored samples become the network's input.
        columns: Of a table, what is known of each column.
        balanced: Whether all classes weigh the same.
        seed: The study's.

    Returns:
        The simplest first; without boosting where a table has no column that it could read.
    """
    works = [
        partial(_fit, yardstick, read, train, y_train, classes, seed)
        for name in suited(kind)
        for yardstick, read in _made(name, train, encoding, columns, balanced, stream(seed, name))
    ]
    # Work as small as this is divided among threads at a loss: on a busy machine they wait for one
    # another many times longer than one of them needs. And on any machine the bits are the same.
    with threadpool_limits(1), side_by_side(works, at_once=os.cpu_count() or 1) as fitted:
        return [future.result() for future in fitted]


def _made(
    name: str,
    train: Part,
    encoding: Encoding,
    columns: Sequence["Column"],
    balanced: bool,
    seed: int,
) -> Iterator[tuple[Yardstick, Read]]:
    """The yardstick of that name, not fitted, and what it reads; none where that is nothing."""
    # What nobody asks for is not imported: trees and tables take seconds.
    if name == "majority":
        from denselab.yardsticks.majority import Majority

        yield Majority(), nothing
    elif name == "logistic":
        from denselab.yardsticks.logistic import Logistic

        yield Logistic(balanced, seed), partial(inputs, encoding=encoding)
    elif name == "bayes":
        from denselab.yardsticks.bayes import Bayes

        assert isinstance(encoding, Listed)
        yield Bayes(balanced), partial(counts, encoding=encoding)
    elif name == "boosting":
        from denselab.yardsticks.boosting import Boosting
        from denselab.yardsticks.cells import Cells

        cells = Cells(columns, train.x)
        if cells.names:
            yield Boosting(cells.categorical, balanced, seed), lambda part: cells(part.x)


def _fit(
    yardstick: Yardstick,
    read: Read,
    train: Part,
    y: np.ndarray,
    classes: int,
    seed: int,
    _: threading.Event,
) -> Fitted:
    began = time.perf_counter()
    numbers = max(1.0, read(train[:GLANCE]).size / min(GLANCE, len(train)))
    most = yardstick.most(numbers, classes)
    rows = drawn(y, most, stream(seed, f"{yardstick.name} rows"))
    if len(rows) < len(y):
        train, y = train[rows], y[rows]
    yardstick.fit(read(train), y, classes)
    return Fitted(yardstick, read, len(rows), time.perf_counter() - began)
