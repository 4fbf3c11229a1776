"""What a start from another Run gained is drawn and told as it was measured."""

import numpy as np
import pytest

from denselab import report
from denselab.report import gains
from denselab.report.facts import gather
from denselab.report.transfer import transfer_curve
from denselab.report.words import NARROW
from tests.report import runs
from tests.report.reading import find, parse, path, read, words


def test_points_and_whiskers_stand_at_accuracies_and_intervals():
    root = parse(transfer_curve(runs.AMOUNTS, "mnist"))
    for kind, colour in [("scratch", "training"), ("transfer", "validation")]:
        x, y = path(find(root, "path", stroke=f"var(--{colour})")[0])
        scores = [amount[kind] for amount in runs.AMOUNTS]
        expected = [100 * score["accuracy"] for score in scores]
        np.testing.assert_allclose(read(root, "y", y), expected, atol=0.05)
        upright = [
            [float(mark.get(end)) for end in ("x1", "y1", "y2")]
            for mark in find(root, "line", stroke=f"var(--{colour})")
            if mark.get("x1") == mark.get("x2")
        ]
        places, ends = np.array(upright)[:, 0], np.array(upright)[:, 1:]
        np.testing.assert_allclose(places, x)
        expected = [[100 * score["high"], 100 * score["low"]] for score in scores]
        np.testing.assert_allclose(read(root, "y", ends), expected, atol=0.05)


def test_each_amount_is_named_and_a_long_name_is_cut():
    said = [words(text) for text in find(parse(transfer_curve(runs.AMOUNTS, "m" * 40)), "text")]
    assert {"10", "50", "100", "all 1,020", "from scratch"} <= set(said)
    assert any(word.startswith("from m") and word.endswith("…") for word in said)


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_equal_and_extreme_accuracies_are_drawn(value):
    flat = {"accuracy": value, "low": value, "high": value}
    amounts = [{**amount, "scratch": flat, "transfer": flat} for amount in runs.AMOUNTS]
    assert len(find(parse(transfer_curve(amounts[:1], "mnist")), "circle")) == 2


def told(draft, tmp_path) -> str:
    return gains.told(gather(draft.write(tmp_path / "run"))).replace(NARROW, " ")


def test_it_tells_gains_losses_and_what_is_open(draft, tmp_path):
    assert told(runs.moved(draft), tmp_path) == (
        "On the validation part, to start from what the tuned network has learned of mnist, "
        "instead of from scratch, gained 20.0 points with 10 examples a class (95 % interval 16.0 "
        "to 24.0) and 5.0 points with 50 examples a class (95 % interval 2.0 to 8.0), lost 3.0 "
        "points with all 1,020 examples (95 % interval −5.0 to −1.0) and made no sure difference "
        "with 100 examples a class."
    )


@pytest.mark.parametrize("gain", [-0.02, 0.0, 0.02])
def test_it_says_plainly_that_nothing_was_gained(draft, tmp_path, gain):
    open_ = [runs.amount(10, 0.6, gain, 0.05), runs.amount(None, 0.9, gain, 0.05)]
    assert "gained nothing that is more than chance" in told(runs.moved(draft, open_), tmp_path)


def test_a_loss_without_a_gain_is_no_gain(draft, tmp_path):
    amounts = [runs.amount(10, 0.6, -0.1, 0.05), runs.amount(None, 0.9, 0.0, 0.05)]
    said = told(runs.moved(draft, amounts), tmp_path)
    assert "gained nothing, lost 10.0 points with 10 examples a class" in said


def test_without_a_source_nothing_is_told(draft, tmp_path):
    assert told(draft, tmp_path) == ""


def test_the_report_has_a_section_with_every_figure_of_it(draft, tmp_path):
    run = runs.moved(draft).write(tmp_path / "run")
    page = report.write(run).read_text(encoding="utf-8").replace(NARROW, " ")
    section = page.partition('<section id="transfer">')[2].partition("</section>")[0]
    assert '<a href="#transfer">Transfer</a>' in page
    assert gains.told(gather(run)).replace(NARROW, " ") in section
    for amount in run.transfer:
        for kind in ("scratch", "transfer"):
            assert f"{100 * amount[kind]['accuracy']:.1f} %<small>" in section
    assert section.count("(n = 150)") == 2
    assert "the first of these 2 hidden layers stayed" in section
