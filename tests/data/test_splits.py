"""Dividing into three parts: nobody twice, nobody lost, every class in each."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from denselab.data import RawData, split
from denselab.errors import StudyError

counts = st.lists(st.integers(3, 40), min_size=2, max_size=6)
fractions = st.floats(0.01, 0.99)


def numbered(class_counts, n_test=0, official_validation=None) -> RawData:
    """A data set in which the first pixels of each image spell its own number."""

    def images(start, n):
        at = np.arange(start, start + n)
        return np.stack([at // 256, at % 256], axis=1).astype(np.uint8).reshape(n, 1, 2)

    y = np.random.default_rng(1).permutation(np.repeat(np.arange(len(class_counts)), class_counts))
    return RawData(
        name="numbered",
        origin="a test",
        classes=tuple(map(str, range(len(class_counts)))),
        x_train=images(0, len(y)),
        y_train=y.astype(np.int32),
        x_test=images(len(y), n_test) if n_test else None,
        y_test=np.zeros(n_test, np.int32) if n_test else None,
        official_validation=official_validation,
    )


def number(x):
    """What the images spell."""
    return x.reshape(-1, 2).astype(int) @ [256, 1]


@given(counts=counts, validation=fractions, test=fractions, seed=st.integers(0, 2**40))
def test_every_sample_is_in_one_part_with_its_label(counts, validation, test, seed):
    raw = numbered(counts)
    parts = split(raw, validation_fraction=validation, test_fraction=test, seed=seed)
    x_test, y_test = parts.test.open("a test")
    x = np.concatenate([parts.x_train, parts.x_validation, x_test])
    y = np.concatenate([parts.y_train, parts.y_validation, y_test])
    assert sorted(number(x)) == list(range(len(raw.y_train)))
    assert np.array_equal(raw.y_train[number(x)], y)
    assert np.array_equal(number(parts.x_train), parts.train_index)
    assert np.array_equal(number(parts.x_validation), parts.validation_index)


@given(counts=counts, test=fractions, validation=fractions)
def test_every_class_has_its_share_of_every_part(counts, test, validation):
    parts = split(numbered(counts), test_fraction=test, validation_fraction=validation)
    _, y_test = parts.test.open("a test")
    for label, n in enumerate(counts):
        n_test = int((y_test == label).sum())
        n_validation = int((parts.y_validation == label).sum())
        assert n_test == pytest.approx(min(max(test * n, 1), n - 2), abs=0.5)
        left = n - n_test
        assert n_validation == pytest.approx(min(max(validation * left, 1), left - 1), abs=0.5)
        assert int((parts.y_train == label).sum()) >= 1


def test_the_test_part_is_set_aside_before_the_validation_part():
    raw = numbered([50, 70])
    tests = [
        split(raw, validation_fraction=fraction, seed=3).test.open("a test")[0]
        for fraction in (0.1, 0.2, 0.5)
    ]
    assert np.array_equal(tests[0], tests[1])
    assert np.array_equal(tests[0], tests[2])


def test_the_seed_decides():
    raw = numbered([50, 70])
    first, again, other = (split(raw, seed=seed) for seed in (1, 1, 2))
    assert np.array_equal(first.validation_index, again.validation_index)
    assert not np.array_equal(first.validation_index, other.validation_index)
    assert not np.array_equal(first.test.digests(), other.test.digests())


def test_the_official_test_set_is_used_where_there_is_one():
    parts = split(numbered([30, 30], n_test=7))
    assert (parts.test_method, parts.validation_method) == ("official", "stratified")
    assert number(parts.test.open("a test")[0]).tolist() == list(range(60, 67))
    assert len(parts.y_train) == 48


@pytest.mark.parametrize("validation", ["auto", "official"])
def test_the_official_validation_part_is_the_first_samples(validation):
    parts = split(numbered([30, 30], n_test=7, official_validation=10), validation=validation)
    assert parts.validation_method == "official"
    assert number(parts.x_validation).tolist() == list(range(10))
    assert number(parts.x_train).tolist() == list(range(10, 60))


def test_stratified_may_be_asked_for_instead():
    parts = split(numbered([30, 30], n_test=7, official_validation=10), validation="stratified")
    assert parts.validation_method == "stratified"
    assert np.bincount(parts.y_validation).tolist() == [6, 6]


@pytest.mark.parametrize(
    ("settings", "rule"),
    [
        ({"validation": "official"}, "numbered has no official validation part"),
        ({"validation": "random"}, "auto, official or stratified, got 'random'"),
        ({"validation_fraction": 0.0}, "validation_fraction .* got 0"),
        ({"test_fraction": 1.0}, "test_fraction .* got 1"),
        ({"test_fraction": float("nan")}, "test_fraction .* got nan"),
    ],
)
def test_wrong_settings_are_refused(settings, rule):
    with pytest.raises(StudyError, match=rule):
        split(numbered([30, 30]), **settings)


def test_the_sample(mnist_5k):
    parts = split(mnist_5k)
    assert (len(parts.y_train), len(parts.y_validation), len(parts.test)) == (3200, 800, 1000)
    assert np.bincount(parts.y_train).tolist() == [320] * 10


def test_the_notebooks_split_of_mnist(full_data):
    mnist = full_data("mnist")
    parts = split(mnist)
    assert np.array_equal(parts.x_validation, mnist.x_train[:10_000])
    assert np.array_equal(parts.y_train, mnist.y_train[10_000:])
    assert len(parts.test) == 10_000
