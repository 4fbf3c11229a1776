"""Whether a network is worth its trouble, said as the facts are."""

from dataclasses import replace

import numpy as np
import pytest

from denselab import report
from denselab.evaluation import balanced_lead, mcnemar
from denselab.report import worth
from denselab.report.facts import gather
from denselab.report.words import NARROW, points
from tests.report import runs
from tests.report.test_page import Document


def rivals(network, rival, by="accuracy", y=None):
    """The logistic regression of a test part where both are right as told."""
    told = runs.yardsticks(len(rival), 0.9)[1]
    y = np.zeros(len(rival)) if y is None else y
    leads = {
        "lead": vars(mcnemar(network, rival)),
        "balanced_lead": balanced_lead(network, rival, y),
    }
    summary = {"yardsticks": [told], "chosen_by": by}
    return worth.yardsticks(summary, {"yardsticks": [told | leads]})


@pytest.mark.parametrize(
    ("right", "outcome", "words"),
    [
        (950, "better", ["is worth its trouble here", "clearly better than the best yardstick"]),
        (906, "better", ["is worth its trouble here"]),  # 2 / 2⁶ is less than 0.05
        (905, "chance", ["is not worth its trouble here, as far as", "is within chance"]),
        (895, "chance", ["is not worth its trouble here, as far as", "is within chance"]),
        (850, "worse", ["regression is clearly better than it", "take that instead"]),
    ],
)
def test_it_is_clearly_better_or_within_chance_or_clearly_worse(right, outcome, words):
    places = np.arange(1000)
    (one,) = rivals(places < right, places < 900)
    assert one.outcome == outcome
    assert all(said in worth.told(one, "it") for said in words)


def test_the_sentence_carries_points_interval_p_and_n():
    places = np.arange(1000)
    (one,) = rivals(places < 950, places < 900)
    lead = mcnemar(places < 950, places < 900)
    told = worth.told(one, "it")
    assert "by 5.0 points (" in told
    assert f"95 % interval {points(lead.low)} to {points(lead.high)}, p < 0.001, n = 1,000" in told


def test_the_lead_of_a_yardstick_is_told_from_its_side():
    places = np.arange(1000)
    (one,) = rivals(places < 850, places < 900)
    lead = mcnemar(places < 900, places < 850)
    told = worth.told(one, "it")
    assert f"by 5.0 points (95 % interval {points(lead.low)} to {points(lead.high)}" in told


def test_where_classes_are_weighed_it_goes_by_balanced_accuracy():
    """Worse on the many, far better on the few."""
    y = np.repeat([0, 1], [900, 100])
    rank = np.concatenate([np.arange(900), np.arange(100)])
    network, rival = rank < np.where(y, 90, 800), rank < np.where(y, 30, 890)
    (plain,), (weighed,) = (
        rivals(network, rival, y=y),
        rivals(network, rival, "balanced_accuracy", y),
    )
    assert (plain.outcome, weighed.outcome) == ("worse", "better")
    told = worth.told(weighed, "it")
    assert "by 25.0 points of balanced accuracy (95 % interval" in told
    assert "p " not in told.partition("(")[2]


def test_the_best_yardstick_is_the_one_of_validation(draft, tmp_path):
    """Though another one does better in the test."""
    summary = [dict(one) for one in runs.yardsticks(150, 0.9)]
    tested = [dict(one) for one in runs.yardsticks(600, 0.9)]
    tested[0] = {**tested[0], "accuracy": 1.0}
    evaluation = {**draft.evaluation, "yardsticks": tested}
    run = (
        replace(draft, evaluation=evaluation).with_summary(yardsticks=summary).write(tmp_path / "r")
    )
    assert gather(run).rival.name == "logistic"


def test_the_report_says_it_first_and_shows_every_yardstick(finished):
    facts = gather(finished)
    page = Document(report.write(finished).read_text(encoding="utf-8"))
    told = worth.told(facts.rival, facts.answering).replace(NARROW, " ")
    assert page.text.count(told) == 2  # in the verdict, and above its table
    for one in facts.yardsticks:
        assert one.long in page.text
        assert str(one.test.percent).replace(NARROW, " ") in page.text
    figure = report.figures(finished)["comparison"].markup
    assert all(one.short in figure for one in facts.yardsticks)


@pytest.mark.parametrize("by", ["accuracy", "balanced_accuracy"])
def test_balanced_accuracy_is_told_where_accuracy_misleads(draft, tmp_path, by):
    run = draft.with_summary(chosen_by=by).write(tmp_path / "run")
    page = Document(report.write(run).read_text(encoding="utf-8"))
    assert ("Balanced accuracy" in page.text) == (by == "balanced_accuracy")
    assert ("chosen by balanced accuracy, because classes are weighed" in page.text) == (
        by == "balanced_accuracy"
    )
