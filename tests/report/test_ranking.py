"""The curves are read back and compared with the facts they were drawn from."""

import numpy as np
import pytest

from denselab import report
from denselab.evaluation import ranking
from denselab.report.ranking import STROKES, precision_recall, roc
from tests.report.reading import find, parse, path, read, words
from tests.report.test_page import Document


def ranked(classes: int, n: int = 300):
    rng = np.random.default_rng(0)
    y = np.arange(n) % classes
    said = rng.random((n, classes)) + 0.4 * np.eye(classes)[y]
    return ranking(said, y)


def curves(root):
    """The paths that are as thick as curves, as shares."""
    for element in find(root, "path", stroke_width="2"):
        x, y = path(element)
        yield np.stack([read(root, "x", x), read(root, "y", y)], axis=1) / 100


@pytest.mark.parametrize("classes", [2, 3])
def test_the_curves_go_through_their_points(classes):
    told, names = ranked(classes), [f"class {k}" for k in range(classes)]
    for figure, key in ((roc(told, names), "roc"), (precision_recall(told, names, 300), None)):
        drawn = list(curves(parse(figure)))
        expected = [one[key or "precision_recall"] for one in told]
        assert len(drawn) == len(expected) == (1 if classes == 2 else 3)
        for points, facts in zip(drawn, expected, strict=True):
            np.testing.assert_allclose(points, facts, atol=1e-3)


def test_the_key_names_each_class_with_its_figures():
    told = ranked(3)
    root = parse(roc(told, ["a", "b", "c"]))
    said = [words(text) for text in find(root, "text")]
    for one, name in zip(told, "abc", strict=True):
        place = said.index(name)
        assert said[place + 1] == f"area {one['auc']:.3f}"
    root = parse(precision_recall(told, ["a", "b", "c"], 300))
    assert "by chance 0.333" in " ".join(words(text) for text in find(root, "text"))


def test_of_many_classes_the_worst_are_drawn_and_that_is_said():
    told = ranked(9, 900)
    figure = roc(told, [f"class {k}" for k in range(9)])
    areas = sorted(one["auc"] for one in told)
    said = [words(text) for text in find(parse(figure), "text")]
    shown = [float(text.removeprefix("area ")) for text in said if text.startswith("area ")]
    assert sorted(shown) == pytest.approx(areas[: len(STROKES)], abs=5e-4)
    assert f"the {len(STROKES)} classes of 9 that do worst" in figure.caption


def test_the_report_shows_them_where_there_is_a_ranking(run):
    page = Document(report.write(run).read_text(encoding="utf-8"))
    there = bool(run.evaluation["ranking"])
    assert there == (len(run.look["classes"]) == 2)
    figures = report.figures(run)
    assert ({"roc", "precision-recall"} <= figures.keys()) == there
    assert ("One class from the others" in page.text) == there
