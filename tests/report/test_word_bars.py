"""Bars of words are read back."""

import numpy as np

from denselab.report.word_bars import word_bars
from tests.report.reading import find, parse, words

PANELS = {
    "pos": [("great", 3.0), ("<b>", 1.5)],
    "neg": [("bad", 2.0)],
    "an odd one": [],
}


def test_bars_are_as_long_as_their_figures_on_one_scale():
    root = parse(word_bars("w", "t", "c", PANELS, "nats"))
    lengths = np.array([float(bar.get("width")) for bar in find(root, "rect")])
    np.testing.assert_allclose(lengths / lengths[0], [1, 0.5, 2 / 3], atol=1e-3)
    said = [words(text) for text in find(root, "text")]
    assert said == [
        "pos", "great", "3", "<b>", "1.5", "neg", "bad", "2", "an odd one", "no word",
    ]  # fmt: skip


def test_nothing_to_draw_is_a_figure_too():
    assert parse(word_bars("w", "t", "c", {"pos": [], "neg": []}, "nats")) is not None
