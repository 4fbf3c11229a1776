"""What holds for every yardstick of every kind of data."""

import json

import numpy as np
import pytest

from denselab.yardsticks import fit_yardsticks, suited
from tests.yardsticks.data import made

KINDS = ("images", "table", "texts")
EACH = [(kind, name) for kind in KINDS for name in suited(kind)]


def fitted(kind, name, data, y=None, classes=3, **options):
    all_ = fit_yardsticks(
        kind,
        data.part,
        data.y if y is None else y,
        classes,
        data.encoding,
        columns=data.columns,
        **options,
    )
    assert [one.yardstick.name for one in all_] == list(suited(kind))
    return next(one for one in all_ if one.yardstick.name == name)


@pytest.mark.parametrize(("kind", "name"), EACH)
def test_it_gives_probabilities_and_beats_the_majority_unless_it_is_that(kind, name):
    one, new = fitted(kind, name, made(kind)), made(kind, seed=1)
    said = one.probabilities(new.part)
    assert said.shape == (len(new.y), 3)
    np.testing.assert_allclose(said.sum(axis=1), 1, atol=1e-6)
    assert said.min() >= 0
    right, majority = (said.argmax(axis=1) == new.y).mean(), (new.y == 0).mean()
    assert right == majority if name == "majority" else right > majority + 0.1
    assert json.loads(json.dumps(one.yardstick.learned_)) == one.yardstick.learned_
    assert (one.n_train, one.seconds > 0) == (240, True)


@pytest.mark.parametrize(("kind", "name"), EACH)
def test_the_same_seed_gives_the_same_and_each_sample_is_judged_alone(kind, name):
    data, new = made(kind), made(kind, seed=1)
    said = fitted(kind, name, data, seed=3).probabilities(new.part)
    again = fitted(kind, name, data, seed=3)
    np.testing.assert_array_equal(again.probabilities(new.part), said)
    some = np.array([5, 3, 100])
    np.testing.assert_allclose(again.probabilities(new.part[some]), said[some], atol=1e-6)


@pytest.mark.parametrize(("kind", "name"), EACH)
def test_a_class_without_training_samples_is_never_named(kind, name):
    data = made(kind)
    rows = np.flatnonzero(data.y != 1)
    one = fitted(kind, name, made_of(data, rows), data.y[rows], classes=4)
    said = one.probabilities(data.part)
    assert said.shape == (240, 4)
    assert (said[:, [1, 3]] == 0).all()


@pytest.mark.parametrize(("kind", "name"), EACH)
def test_a_class_with_one_sample_is_no_hindrance(kind, name):
    data = made(kind)
    rows = np.concatenate([np.flatnonzero(data.y != 2), np.flatnonzero(data.y == 2)[:1]])
    fitted(kind, name, made_of(data, rows), data.y[rows])


@pytest.mark.parametrize(("kind", "name"), [each for each in EACH if each[1] != "majority"])
def test_balanced_it_finds_more_of_the_rarest_class(kind, name):
    data, new = made(kind), made(kind, n=2000, seed=1)
    rare = new.y == 2
    plain, balanced = (
        fitted(kind, name, data, balanced=weighed).probabilities(new.part)
        for weighed in (False, True)
    )
    assert balanced[:, 2].mean() > plain[:, 2].mean() + 0.01
    assert (balanced[rare].argmax(axis=1) == 2).mean() >= (plain[rare].argmax(axis=1) == 2).mean()


def made_of(data, rows):
    return type(data)(data.part[rows], data.y[rows], data.encoding, data.columns)
