"""Small data sets of each kind, as an exploration hands them to the yardsticks."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from denselab.prep.columns import Columns
from denselab.prep.encoding import Encoding, Listed, Scaled
from denselab.yardsticks import Part

KINDS = {"size": "number", "colour": "category", "seen": "date", "id": "identifier"}


@dataclass(frozen=True)
class Made:
    """Samples of three classes, of which a part can be told."""

    part: Part
    y: np.ndarray
    encoding: Encoding
    columns: Any = ()


def made(kind: str, n: int = 240, seed: int = 0) -> Made:
    rng = np.random.default_rng(seed)
    y = np.sort(rng.choice(3, n, p=[0.6, 0.3, 0.1]))
    y[:3] = [0, 1, 2]
    return {"images": _images, "table": _table, "texts": _texts}[kind](rng, y)


def _images(rng: np.random.Generator, y: np.ndarray) -> Made:
    x = rng.integers(0, 100, (len(y), 4, 4), dtype=np.uint8)
    x[np.arange(len(y)), 0, y] += 90
    return Made(Part(x, x.reshape(len(x), -1)), y, Scaled(1 / 255))


def _table(rng: np.random.Generator, y: np.ndarray) -> Made:
    size = np.round(rng.normal(size=len(y)) + 2 * (y == 1), 3)
    colour = np.where(rng.random(len(y)) < 0.8, np.array(["red", "green", "blue"])[y], "red")
    rows = pl.DataFrame(
        {
            "size": [None if one < -1.5 else f" {one}" for one in size],
            "colour": colour,
            "seen": [f"20{10 + label}-03-0{1 + label}" for label in rng.integers(0, 3, len(y))],
            "id": [str(number) for number in range(len(y))],
        }
    )
    stored = np.stack([size, colour == "green", colour == "blue"], axis=1).astype(np.float32)
    return Made(Part(rows, stored), y, Scaled(1.0), Columns(KINDS).fit(rows).schema_)


def _texts(rng: np.random.Generator, y: np.ndarray) -> Made:
    often = rng.poisson(1 + 2 * np.eye(3, 6)[y])  # (n, 6): each class has a word of its own
    slots = np.arange(6, dtype=np.uint32) << 8 | often.astype(np.uint32)
    stored = np.where(often > 0, slots, 0).astype(np.uint32)
    texts = np.array([" ".join(map(str, counts)) for counts in often], object)
    weights = np.array([1, 1, 2, 0.5, 1, 1], np.float32)
    return Made(Part(texts, stored), y, Listed(weights, binary=False, normalised=True))
