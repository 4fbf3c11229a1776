"""Texts: strings in JSON, or BYTES tensors."""

from collections.abc import Sequence
from functools import cached_property
from typing import Annotated, Any

import numpy as np
import polars as pl
from pydantic import BaseModel, ConfigDict, Field, create_model

from denselab.errors import DataError
from denselab.prediction import Treated
from denselab.prediction.unlike import known_texts
from denselab.serve.kinds.door import Asked
from denselab.serve.limits import Limits
from denselab.serve.tensors import Named, Spec


class Texts:
    """The door for texts.

    Args:
        limits: Of a request.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits

    @cached_property
    def body(self) -> type[BaseModel]:
        texts: Any = Annotated[list[str], Field(max_length=self._limits.samples)]
        return create_model("Texts", __config__=ConfigDict(strict=True), texts=texts)

    @property
    def inputs(self) -> Sequence[Spec]:
        return [Spec("texts", "BYTES", (-1,))]

    @property
    def example(self) -> np.ndarray:
        return np.array([""], object)

    def of_json(self, content: bytes) -> Asked:
        return _asked(self.body.model_validate_json(content).texts)  # type: ignore[attr-defined]

    def of_tensors(self, tensors: Named) -> Asked:
        if set(tensors) != {"texts"} or tensors["texts"].dtype != object:
            raise DataError(f"inputs: must be 'texts' alone, of BYTES, found {sorted(tensors)}")
        texts = tensors["texts"]
        if texts.shape not in ((texts.size,), (texts.size, 1)):
            raise DataError(f"'texts': must have shape [n] or [n, 1], found {list(texts.shape)}")
        return _asked(texts.ravel().tolist())


def _asked(texts: list[str]) -> Asked:
    treated = Treated()
    places = [f"text {number}" for number in range(1, len(texts) + 1)]
    cells = pl.Series(texts, dtype=pl.String)
    return Asked(known_texts(cells, treated, places), treated.told())
