"""The verdict says what the facts say."""

from dataclasses import replace

import pytest

from denselab.report import verdict
from denselab.report.facts import gather
from denselab.report.words import NARROW
from tests.report import runs


def said(run) -> str:
    facts = gather(run)
    told = [verdict.headline(facts), *verdict.sentences(facts), *verdict.next_steps(facts)]
    return " ".join(told).replace(NARROW, " ")


def test_it_names_the_chosen_network_and_its_test_accuracy_with_n_and_interval(finished):
    test = finished.evaluation
    assert f"The tuned network reads {100 * test['accuracy']:.1f} % of unseen pictures" in said(
        finished
    )
    assert f"it read {test['correct']} of {test['n']} correctly" in said(finished)
    assert f"between {100 * test['low']:.1f} % and {100 * test['high']:.1f} %" in said(finished)


def test_it_compares_with_majority_and_single_layer_on_the_same_part(finished):
    told = said(finished)
    assert "always answering 0 gets 10.0 % (n = 150" in told
    assert "the single-layer network" in told


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("overfitting", "The tuned network overfits from epoch 12 on"),
        ("no_overfitting", "of the tuned network never rises for good, so it does not overfit"),
        ("underfitting", "give it more epochs or wider layers"),
        ("diverged", "The tuned network diverged: train it with a smaller learning rate"),
    ],
)
def test_findings_of_the_chosen_network_come_to_the_top(finished, kind, words):
    finding = {"model": "tuned", "kind": kind, "epoch": 12, "evidence": {}, "says": ""}
    run = replace(finished, summary={**finished.summary, "findings": [finding]})
    assert words in said(run)


def test_it_points_at_the_most_frequent_confusion(finished):
    counts = finished.evaluation["confusion"]
    n, i, j = max((counts[i][j], -i, -j) for i in range(10) for j in range(10) if i != j)
    assert f"Look at {-i} read as {-j} ({n} times)" in said(finished)


def test_it_tells_a_clear_lead_from_one_within_chance(finished):
    told = said(finished)
    assert "lead over the single-layer network is 6.1 points (95 % interval 4.2 to 8.1)" in told
    assert "lead over mlp and regularised is within chance" in told


def test_it_tells_how_much_better_the_training_pictures_are_read(finished):
    assert "It reads its training pictures 1.1 points better than new ones." in said(finished)


def test_an_unfinished_run_says_so_and_claims_nothing(finished):
    told = said(runs.interrupted(finished))
    assert "not finished" in told
    assert "chosen" not in told
    assert "slp" in told


def test_a_small_test_part_asks_for_more_data(finished):
    assert "With 600 test pictures the interval spans" in said(finished)
    large = {**finished.summary["test"], "n": 10_000}
    run = replace(finished, summary={**finished.summary, "test": large})
    assert "interval spans" not in said(run)
