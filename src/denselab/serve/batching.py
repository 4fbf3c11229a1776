"""Requests that come at about the same time, answered together.

While one batch is computed in a thread of its own, requests gather; all of them are the next batch.
Nobody waits for others to come: a request that is alone is answered at once. A matrix product for
thirty samples takes hardly longer than one for a single sample.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from denselab.data import Samples
from denselab.serve.refusals import busy

#: Samples that are computed at once.
BATCH = 256

#: Samples to probabilities, ``(n, classes)``.
Probabilities = Callable[[Samples], np.ndarray]


class Batcher:
    """Gathers what is asked and has it answered.

    Args:
        probabilities: What answers, at most `BATCH` samples at a time.
        most: Samples that may wait.
    """

    def __init__(self, probabilities: Probabilities, most: int) -> None:
        self._probabilities = probabilities
        self._most = most
        self._asked: deque[tuple[Samples, asyncio.Future[np.ndarray]]] = deque()
        self._waiting = 0
        self._some = asyncio.Event()
        self._thread = ThreadPoolExecutor(1)

    async def ask(self, samples: Samples) -> np.ndarray:
        """The probabilities of some samples, ``(n, classes)`` float32.

        Raises:
            RefusedError: Too many samples are waiting.
        """
        if self._waiting and self._waiting + len(samples) > self._most:
            raise busy()
        answer: asyncio.Future[np.ndarray] = asyncio.get_running_loop().create_future()
        self._asked.append((samples, answer))
        self._waiting += len(samples)
        self._some.set()
        return await answer

    async def run(self) -> None:
        """Answers, for as long as this coroutine runs."""
        loop = asyncio.get_running_loop()
        while True:
            await self._some.wait()
            asked, answers = zip(*self._taken(), strict=True)
            said = await loop.run_in_executor(self._thread, answered, self._probabilities, asked)
            for each, answer in zip(said, answers, strict=True):
                if answer.done():  # whoever asked is gone
                    continue
                if isinstance(each, Exception):
                    answer.set_exception(each)
                else:
                    answer.set_result(each)

    def close(self) -> None:
        """Ends the thread when it has done what was accepted."""
        self._thread.shutdown()

    def _taken(self) -> Iterator[tuple[Samples, asyncio.Future[np.ndarray]]]:
        """The requests that have waited longest, as many as make a batch."""
        n = 0
        while self._asked and n < BATCH:
            samples, answer = self._asked.popleft()
            n += len(samples)
            yield samples, answer
        self._waiting -= n
        if not self._asked:
            self._some.clear()


def answered(
    probabilities: Probabilities, asked: Sequence[Samples]
) -> list[np.ndarray | Exception]:
    """What is said of each request's samples; of one that cannot be answered, why not."""
    try:
        said = in_batches(probabilities, joined(asked))
    except Exception as error:
        if len(asked) == 1:
            return [error]
        return [answered(probabilities, [each])[0] for each in asked]
    ends = np.cumsum([len(each) for each in asked])
    return list(np.split(said, ends[:-1]))


def in_batches(probabilities: Probabilities, x: Samples) -> np.ndarray:
    """What is said of any number of samples, asked `BATCH` at a time."""
    begins = range(0, max(1, len(x)), BATCH)
    return np.concatenate([probabilities(x[begin : begin + BATCH]) for begin in begins])


def warm(probabilities: Probabilities, example: Samples) -> None:
    """Has programs compiled for every size of a batch; `example` is one sample."""
    for power in range(BATCH.bit_length()):
        probabilities(example[np.zeros(1 << power, int)])


def joined(parts: Sequence[Samples]) -> Samples:
    """Samples of several requests, one after the other."""
    if len(parts) == 1:
        return parts[0]
    if isinstance(parts[0], np.ndarray):
        return np.concatenate(parts)
    import polars as pl

    return pl.concat(parts)
