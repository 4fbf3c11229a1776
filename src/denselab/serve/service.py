"""What every way of asking shares: a Run's network, its door, and the row before it.

Knows nothing of HTTP.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any, TypeVar

import numpy as np
from pydantic import ValidationError

from denselab.prediction import Predictor
from denselab.serve.batching import Batcher, warm
from denselab.serve.kinds import Asked, door_of
from denselab.serve.limits import LIMITS, Limits
from denselab.serve.refusals import RefusedError, malformed
from denselab.serve.worker import Worker

Body = TypeVar("Body")

_LARGE = 2**18  # bytes of JSON that are not read while others wait for the event loop


class Service:
    """Answers for the network of one Run.

    Args:
        predictor: What answers.
        limits: Of what one may ask.

    Attributes:
        predictor: As given.
        limits: As given.
        name: Of the model: that of the Run's folder.
        door: For samples of the Run's kind.
        hands: What takes longer is done by, while the service is at work.
    """

    hands: Worker
    _batcher: Batcher

    def __init__(self, predictor: Predictor, limits: Limits = LIMITS) -> None:
        self.predictor = predictor
        self.limits = limits
        self.name = predictor.run.path.resolve().name
        self.door = door_of(predictor, limits)

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        """Answers while inside; on leaving, what was accepted is done."""
        self.hands = Worker(self.limits.decoding)
        self._batcher = Batcher(self.predictor.probabilities, self.limits.waiting)
        task = asyncio.create_task(self._batcher.run())
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
            self._batcher.close()
            self.hands.close()

    def warm(self) -> None:
        """Has everything compiled that is not asked for the first time by then."""
        warm(self.predictor.probabilities, self.door.example)

    async def read_json(self, of_json: Callable[[bytes], Body], content: bytes) -> Body:
        """What a request's JSON says; a long one is read while others have the event loop.

        Raises:
            RefusedError: It is none, or another than is asked for; or too many are waiting.
        """
        try:
            if len(content) > _LARGE:
                return await self.hands.do(of_json, content)
            return of_json(content)
        except ValidationError as error:
            raise malformed(error) from error

    async def probabilities(self, asked: Asked) -> np.ndarray:
        """What the network says, ``(n, classes)`` float32.

        Raises:
            RefusedError: These are too many samples, or too many are waiting.
        """
        self.check_few(len(asked.samples))
        return await self._batcher.ask(asked.samples)

    def check_few(self, n: int) -> None:
        """Raises `RefusedError` where n samples are too many for one request."""
        most = self.limits.samples
        if n > most:
            raise RefusedError(422, f"at most {most:,} samples can be asked at once, found {n:,}")

    def facts(self) -> dict[str, Any]:
        """What a user should know of the model."""
        run = self.predictor.run
        test = run.summary["test"]
        return {
            "name": self.name,
            "kind": run.kind,
            "classes": list(self.predictor.classes),
            "inputs": [spec.to_json() for spec in self.door.inputs],
            "columns": [
                {"name": column.name, "kind": column.found.kind}
                for column in self.predictor.preprocessor.schema_
                if column.encoder
            ],
            "test": {key: test[key] for key in ("model", "accuracy", "low", "high", "n")}
            if test["n"]
            else None,  # of an adapted network the test part stays sealed
            "data": {key: run.look[key] for key in ("name", "origin")},
        }
