"""Small files of rows and of texts, some of whose names and cells try to break out of a page."""

from pathlib import Path

import numpy as np
import polars as pl

HOSTILE = "</title><script>alert('x')</script>"
N = 240  # samples
CITIES = ("Oslo", "Bergen", "Vik, the & small one")
GOOD, BAD, PLAIN = ("fine", "lovely", "wins"), ("dull", "awful", "fails"), ("film", "the", "it")


def write_people(file: Path, n: int = N, seed: int = 0) -> Path:
    """A table with a column of every kind, whose two classes can be told apart, not surely."""
    rng = np.random.default_rng(seed)
    y = _labels(rng, n)
    age = rng.normal(35 + 25 * y, 8).round(1)
    days = np.datetime64("2020-01-01") + rng.integers(0, 900, n)
    columns = {
        "id": np.arange(n),
        "age": np.where(rng.random(n) < 0.1, "?", age.astype(str)),
        "city": rng.choice(CITIES, n, p=[0.5, 0.3, 0.2]),
        HOSTILE: rng.integers(0, 9, n),
        "member": np.where(rng.random(n) < 0.2 + 0.6 * y, "yes", "no"),
        "since": days.astype(str),
        "planet": "earth",
        "note": [f"{HOSTILE} was here {i} times or more" for i in range(n)],
        "buys": np.where(y, HOSTILE, "no"),
    }
    _write(columns, n, file)
    return file


def write_reviews(file: Path, n: int = N, seed: int = 0) -> Path:
    """Sentences of ten words, and what they think of a film."""
    rng = np.random.default_rng(seed)
    y = _labels(rng, n)
    texts = [
        " ".join([HOSTILE, *rng.choice(GOOD if label else BAD, 3), *rng.choice(PLAIN + BAD, 6)])
        for label in y
    ]
    _write({"review": texts, "mood": np.where(y, HOSTILE, "bad")}, n, file)
    return file


def _labels(rng: np.random.Generator, n: int) -> np.ndarray:
    """``(n,)`` of 0 and 1, about evenly."""
    return (rng.random(n) < 0.5).astype(int)


def _write(columns: dict[str, object], n: int, file: Path) -> None:
    cells = {
        name: [str(cell) for cell in np.broadcast_to(values, n)] for name, values in columns.items()
    }
    pl.DataFrame(cells).write_csv(file)
