"""One thread for work that would hold up the event loop, with a bounded row before it."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from denselab.serve.refusals import busy

Result = TypeVar("Result")


class Worker:
    """Does one thing after the other.

    Args:
        most: How many may wait or be at work.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._waiting = 0
        self._thread = ThreadPoolExecutor(1)

    async def do(self, call: Callable[..., Result], *arguments: Any) -> Result:
        """What the call returns or raises.

        Raises:
            RefusedError: Too many are waiting.
        """
        if self._waiting >= self._most:
            raise busy()
        self._waiting += 1
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._thread, call, *arguments)
        finally:
            self._waiting -= 1

    def close(self) -> None:
        """Ends the thread when it has done what was accepted."""
        self._thread.shutdown()
