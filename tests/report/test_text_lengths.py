"""The figure of text lengths, read back with a ruler."""

import numpy as np
import pytest

from denselab.look.words import word_facts
from denselab.report.text_lengths import ROW, text_lengths

from .reading import find, parse, read

CLASSES = ("bad", "good <b>")


@pytest.fixture(scope="module")
def look():
    rng = np.random.default_rng(0)
    texts = np.array([" ".join(["word"] * n) for n in rng.integers(1, 80, 300)], object)
    words, _ = word_facts(texts, np.arange(300) % 2, CLASSES)
    return {"classes": list(CLASSES), "words": words}


def test_bars_stand_where_the_lengths_lie_and_are_as_high_as_they_are_frequent(look):
    root = parse(text_lengths(look))
    histogram = look["words"]["lengths"]["histogram"]
    bars = find(root, "rect")
    starts = np.array([float(bar.get("x")) - 0.5 for bar in bars])
    np.testing.assert_allclose(
        read(root, "x", starts), histogram["edges"][:-1] * len(CLASSES), atol=0.5
    )
    heights = np.reshape([float(bar.get("height")) for bar in bars], (len(CLASSES), -1))
    counts = np.array(histogram["counts"])
    expected = ROW * counts / counts.max(axis=1, keepdims=True)
    np.testing.assert_allclose(heights, expected, atol=0.06)


def test_those_who_cannot_see_it_are_told_the_median(look):
    of_bad = look["words"]["lengths"]["per_class"]["bad"]
    says = f"bad: median {of_bad['median']}, longest {of_bad['max']}"
    assert says in str(text_lengths(look).markup)
