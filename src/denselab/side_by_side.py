"""Several pieces of work in threads: all of them, or the first error.

Threads serve here because the work is done by compiled programs, which let other threads run.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")


@contextmanager
def side_by_side(
    works: Sequence[Callable[[threading.Event], T]], at_once: int
) -> Iterator[list[Future[T]]]:
    """Begins the works in their order, at most `at_once` of them at a time.

    Args:
        works: Each is called with an event that, once set, says that no work is wanted any more:
            an error in one of them, or Ctrl-C, sets it for all.
        at_once: How many threads there are.

    Yields:
        A future for each work, in the order of the works.

    Example:
        >>> with side_by_side([lambda stopped: 1, lambda stopped: 2], at_once=2) as futures:
        ...     [future.result() for future in futures]
        [1, 2]
    """
    interrupted = threading.Event()
    failures: list[BaseException] = []

    def run(work: Callable[[threading.Event], T]) -> T:
        try:
            return work(interrupted)
        except BaseException as error:
            if not interrupted.is_set():  # else it ended because it was told to
                failures.append(error)
            interrupted.set()
            raise

    with ThreadPoolExecutor(at_once) as pool:
        try:
            yield [pool.submit(run, work) for work in works]
        except BaseException:
            interrupted.set()
            pool.shutdown(wait=False, cancel_futures=True)
            if failures:  # the others ended only because of the first failure
                raise failures[0] from None
            raise
