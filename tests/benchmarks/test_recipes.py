"""Openings of the test set: each is entered once and for good, and none is chosen by its score."""

import pytest

from benchmarks.recipes import (
    ANCHORS,
    CHANGED,
    DOCUMENT,
    body,
    entered,
    kept_of,
    newest,
    openings_told,
    settings_of,
)


def opening(moment, correct=9_960, settings=None, device="cpu", **facts):
    test = {"n": 10_000, "correct": correct, "accuracy": correct / 10_000}
    final = {"members": [test, test], "mean_accuracy": correct / 10_000, "sd_accuracy": 0.0}
    return {
        "opened_at": f"2026-11-{moment:02}T12:00:00+00:00",
        "settings": settings or settings_of("record"),
        "parameters": 1_863_690,
        "epochs": 240,
        "data": {"n_train": 60_000},
        "validation": test,
        "test": test,
        "final": final | {"seconds": 42.0},
        "validation_seconds": 30.0,
        "machine": {"device": device},
        "facts": {"processor": "A, 2 cores"} | facts,
    }


def test_an_opening_is_entered_once_and_keeps_the_facts_of_its_day():
    first, later = opening(2, commit="old"), opening(1)
    openings = entered(entered(entered([], first), later), opening(2, commit="new"))
    assert openings == [later, first]


def test_the_newest_opening_is_shown_whatever_it_said():
    openings = [opening(1, 9_970), opening(2, 9_950), opening(3, 9_990, {"training.epochs": 999})]
    assert newest(openings, settings_of("record")) is openings[1]
    assert newest(openings, {"training.epochs": 1}) is openings[2]


def test_a_recipe_that_was_changed_since_is_not_said_to_have_reached_that():
    assert CHANGED not in body("record", opening(1))
    assert CHANGED in body("record", opening(1, settings={"training.epochs": 999}))


def test_every_opening_is_told_with_its_machine_and_a_seed_s_share_of_the_time():
    told = openings_told([opening(1), opening(2, device="gpu", accelerator="B")])
    assert "opened 2 times" in told
    assert "| 2026-11-01 | A, 2 cores | 1,863,690 | 240 | 2 | 0.35 | 0.400% | 0.40% |" in told
    assert "| 2026-11-02 | B | 1,863,690 |" in told
    assert "| gpu |" in openings_told([opening(1, device="gpu")])


@pytest.mark.parametrize("name", ANCHORS)
def test_the_document_tells_of_recipes_as_they_are(name):
    """Whoever changes one measures it anew, or has ``benchmarks.recipes`` say that it was not."""
    section = DOCUMENT.read_text().partition(f"<!-- recipe_{name} -->")[2]
    section = section.partition(f"<!-- end of recipe_{name} -->")[0]
    as_it_is = newest(kept_of(name)["openings"], settings_of(name))["settings"] == settings_of(name)
    assert as_it_is != (CHANGED in section)
