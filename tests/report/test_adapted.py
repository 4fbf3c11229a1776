"""The page of an adapted Run tells what was measured, and claims nothing else."""

import numpy as np
import pytest

from denselab import report
from denselab.adaptation.worth import compared
from denselab.report import adapted
from denselab.report.words import NARROW
from denselab.runs import RunWriter
from tests.examples import HOSTILE
from tests.report.reading import find, parse, words


def told(corrections, validation, doubt=None):
    """Before and after, from how many both, only the old, only the new and neither read."""
    parts = []
    for counts in (corrections, validation):
        before = np.repeat([True, True, False, False], counts)
        parts.append(compared(before, np.repeat([True, False, True, False], counts)))
    tested = {"run": "runs/first", "model": "tuned", "accuracy": 0.984, "n": 10_000}
    return {
        "run": "runs/first",
        "model": "tuned",
        "sha256": 64 * "0",
        "settings": {"epochs": 3, "rate": 0.5, "share": 0.03, "tolerance": 0.1},
        "corrections": parts[0] | {"folds": 5, "earlier": 1},
        "validation": parts[1] | {"doubt": doubt},
        "tested": tested | {"correct": 9840, "low": 0.981, "high": 0.986},
    }


USUAL = told((10, 1, 35, 4), (9_800, 20, 25, 155))


@pytest.fixture
def run(draft, tmp_path):
    """Writes the Run that an adaptation would have left, but for its report."""

    def write(adaptation=USUAL, classes=None):
        untested = {"model": "adapted", "accuracy": None, "n": 0}
        model = [m for m in draft.summary["models"] if m["name"] == "tuned"]
        changed = draft.with_summary(models=[{**model[0], "name": "adapted"}], test=untested)
        made = changed.write(tmp_path / "run")
        writer = RunWriter(made.path, made.study)
        n, rng = adaptation["corrections"]["after"]["n"], np.random.default_rng(0)
        labels = [rng.integers(0, 10, n).astype(np.int32) for _ in range(3)]
        arrays = dict(zip(("labels", "before", "after"), labels, strict=True))
        images = rng.integers(0, 256, (n, 28, 28), np.uint8)
        writer.arrays("evidence/corrections.npz", {"images": images, **arrays})
        writer.json("evidence/adaptation.json", adaptation)
        if classes:
            writer.json("evidence/look.json", {**made.look, "classes": classes})
        return made

    return write


def sentences(adaptation):
    return [each.replace(NARROW, " ") for each in adapted.sentences(adaptation)]


def test_it_tells_both_changes_and_whose_test_figure_it_is():
    corrections, selected, validation, test = sentences(USUAL)
    assert "Each of the 50 corrections" in corrections
    assert "45 were read correctly, 11 before, a change of 68.00 points" in corrections
    assert "corrected where it errs" in selected
    assert "9,825 are read correctly, 9,820 before" in validation
    assert validation.endswith("which is within chance.")
    assert "this network has no test figure" in test
    assert "98.40 % (n = 10,000, 98.1–98.6)" in test


def test_a_loss_that_may_be_chance_is_told_as_one():
    doubted = told((10, 1, 35, 4), (9_800, 60, 45, 95), doubt="over the tolerance")
    assert "more is lost than the tolerance of 0.1 points, perhaps" in sentences(doubted)[2]


def test_the_figure_shows_all_four_shares(run):
    figures = report.figures(run())
    assert set(figures) == {"before-after", "corrections"}
    said = {words(text) for text in find(parse(figures["before-after"]), "text")}
    assert {"corrections, adapted", "validation part, before"} <= said


def test_the_page_is_written_with_its_command(run):
    page = report.write(run()).read_text(encoding="utf-8")
    command = "denselab adapt runs/first --epochs 3 --rate 0.5 --share 0.03 --tolerance 0.1"
    assert command in page
    assert "1 further correction, from which the network before had learned already, was" in page
    assert "Test accuracy" not in page


def test_names_cannot_break_out_of_the_page(run):
    hostile = USUAL | {"run": HOSTILE}
    page = report.write(run(hostile, [HOSTILE, *"123456789"])).read_text(encoding="utf-8")
    assert "<script>" not in page


def test_those_still_misread_come_first(run):
    made = run()
    gallery = adapted.context(made)["galleries"]["corrections"]
    kept = made.corrections
    wrong = int((kept["after"] != kept["labels"]).sum())
    for number, tile in enumerate(gallery.tiles):
        true, change = tile.words
        assert (change.split(" → ")[1] != true) == (number < wrong)
