"""The verdict says what the facts say."""

from dataclasses import replace

import numpy as np
import pytest

from denselab.diagnosis import diagnose
from denselab.report import verdict
from denselab.report.facts import gather
from denselab.report.words import NARROW


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
        ("no_overfitting", "The tuned network shows no onset of overfitting"),
        ("underfitting", "It underfits"),
        ("diverged", "The tuned network diverged: train it with a smaller learning rate"),
    ],
)
def test_findings_of_the_chosen_network_come_to_the_top(draft, tmp_path, kind, words):
    evidence = {"epochs_after": 10}
    finding = {"model": "tuned", "kind": kind, "epoch": 12, "evidence": evidence, "says": ""}
    assert words in said(draft.with_summary(findings=[finding]).write(tmp_path / "run"))


@pytest.mark.parametrize("epochs", [8, 60])
def test_it_is_as_sure_of_overfitting_as_the_diagnosis(draft, tmp_path, epochs):
    falling = {
        "loss": np.geomspace(1, 0.1, epochs).tolist(),
        "accuracy": [0.9] * epochs,
        "val_loss": [*np.geomspace(1, 0.3, 5), *[0.3, 0.31] * epochs][:epochs],
        "val_accuracy": [0.9] * epochs,
    }
    found = diagnose("tuned", falling, n_validation=150, train=None)
    told = said(draft.with_summary(findings=[vars(f) for f in found]).write(tmp_path / "run"))
    assert ("too few epochs follow" in told) == (epochs == 8)
    assert ("shows no onset of overfitting" in told) == (epochs == 60)


def test_it_points_at_the_most_frequent_confusion(finished):
    counts = finished.evaluation["confusion"]
    n, i, j = max((counts[i][j], -i, -j) for i in range(10) for j in range(10) if i != j)
    assert f"Look at {-i} read as {-j} ({n} times)" in said(finished)


def test_it_tells_a_clear_lead_from_one_within_chance(finished):
    told = said(finished)
    assert "tuned leads the single-layer network by 6.1 points (95 % interval 4.2 to 8.1)" in told
    assert "lead of tuned over mlp and regularised is within chance" in told


def test_it_tells_how_much_better_the_training_pictures_are_read(finished):
    assert "It reads its training pictures 1.1 points better than new ones." in said(finished)


def test_a_small_test_part_asks_for_more_data(finished, draft, tmp_path):
    assert "With 600 test pictures the interval spans" in said(finished)
    large = replace(draft, evaluation={**draft.evaluation, "n": 10_000})
    assert "interval spans" not in said(large.write(tmp_path / "large"))
