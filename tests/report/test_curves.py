"""Learning curves are read back from the drawing and compared with the history."""

import math

import numpy as np
import pytest

from denselab.report.curves import Curves, learning_curve
from tests.report.reading import find, parse, path, read, words

NAN = math.nan


def drawn(metric: str, training: list[float], validation: list[float], **marks):
    return parse(
        learning_curve(
            Curves("mlp", metric, {"training": training, "validation": validation}, **marks)
        )
    )


def curve(root, name):
    return path(find(root, "path", stroke=f"var(--{name})")[0])


def test_both_curves_show_the_values_of_the_history():
    rng = np.random.default_rng(1)
    training, validation = rng.uniform(0.1, 0.9, (2, 20))
    root = drawn("loss", list(training), list(validation))
    for name, values in [("training", training), ("validation", validation)]:
        x, y = curve(root, name)
        np.testing.assert_allclose(read(root, "x", x), np.arange(1, 21), atol=0.02)
        np.testing.assert_allclose(read(root, "y", y), values, atol=2e-4)


def test_accuracy_is_drawn_in_percent():
    root = drawn("accuracy", [0.80, 0.95], [0.85, 0.93])
    np.testing.assert_allclose(read(root, "y", curve(root, "training")[1]), [80, 95], atol=0.02)


def test_an_exploding_loss_is_drawn_on_a_log_scale():
    root = drawn("loss", [2.0, 3e3, 5e6], [2.5, 4e3, NAN])
    np.testing.assert_allclose(
        read(root, "y", curve(root, "training")[1], log=True), [2.0, 3e3, 5e6], rtol=0.01
    )
    assert any("log scale" in words(text) for text in find(root, "text"))


def test_a_hole_in_the_history_breaks_the_line():
    root = drawn("loss", [0.5, NAN, 0.3, 0.2], [0.4, 0.4, 0.4, 0.4])
    line = find(root, "path", stroke="var(--training)")[0].get("d", "")
    assert line.count("M") == 2
    np.testing.assert_allclose(read(root, "x", curve(root, "training")[0]), [1, 3, 4], atol=0.02)


@pytest.mark.parametrize("values", [[NAN, NAN], [0.5], [0.0, 0.0, 0.0], [0.3] * 5])
def test_odd_histories_are_drawn(values):
    for metric in ("loss", "accuracy"):
        root = drawn(metric, values, values)
        assert len(find(root, "path", fill="none")) == 2


def test_nothing_finite_is_said_in_words():
    root = drawn("loss", [NAN, NAN], [NAN, NAN])
    assert any("no finite value" in words(text) for text in find(root, "text"))


def test_best_epoch_and_onset_stand_where_they_are_said_to_be():
    root = drawn("loss", [0.5] * 20, list(np.linspace(0.4, 0.6, 20)), best_epoch=7, onset=9)
    for colour, epoch, label in [
        ("best", 7, "best epoch 7"),
        ("onset", 9, "overfitting from epoch 9"),
    ]:
        line = find(root, "line", stroke=f"var(--{colour})")[0]
        assert read(root, "x", float(line.get("x1"))) == pytest.approx(epoch, abs=0.02)
        assert label in [words(text) for text in find(root, "text")]


def test_pointing_at_an_epoch_tells_its_values():
    root = drawn("accuracy", [0.8, 0.9], [0.85, NAN])
    tips = [title.text for title in find(root, "title")]
    assert "epoch 2: training 90.00 %, validation not a number" in tips


def test_the_ring_stands_at_the_training_figure_without_dropout():
    root = drawn("accuracy", [0.8] * 15, [0.9] * 15, best_epoch=7, kept=0.95)
    (ring,) = find(root, "circle")
    assert read(root, "x", float(ring.get("cx"))) == pytest.approx(7, abs=0.02)
    assert read(root, "y", float(ring.get("cy"))) == pytest.approx(95, abs=0.02)


def test_the_names_of_the_lines_do_not_touch():
    root = drawn("loss", [0.5, 0.30], [0.5, 0.301])
    heights = [
        float(text.get("y"))
        for text in find(root, "text")
        if words(text) in ("training", "validation")
    ]
    assert abs(heights[0] - heights[1]) >= 13
