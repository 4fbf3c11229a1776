"""The facts of a data set, against plain counting."""

import json
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from denselab.data import RawData, split
from denselab.look import count_conflicts, count_duplicates, look, pixel_statistics

digests = st.lists(st.integers(0, 9), max_size=30).map(lambda d: np.array(d, np.uint64))


def noise(n: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (n, 5, 4), dtype=np.uint8)


def raw_data(x, y, **parts) -> RawData:
    return RawData(
        "made-up", "a test", tuple("abcdefghij"[: max(y) + 1]), x, np.asarray(y), **parts
    )


def kinds(seen) -> list[str]:
    return [warning["kind"] for warning in seen.to_json()["warnings"]]


def test_the_facts_of_the_sample(mnist_5k_splits):
    seen = look(mnist_5k_splits)
    facts = json.loads(json.dumps(seen.to_json()))
    assert facts["name"] == "mnist-5k"
    assert facts["input_shape"] == [28, 28]
    assert facts["classes"] == list("0123456789")
    assert facts["parts"] == {
        "train": {"n": 3200, "class_counts": [320] * 10},
        "validation": {"n": 800, "class_counts": [80] * 10},
        "test": {"n": 1000},
    }
    assert facts["split"] == {"validation": "stratified", "test": "stratified", "seed": 0}
    assert set(facts["duplicates"].values()) == {0}
    assert facts["warnings"] == []
    assert mnist_5k_splits.test.opened_by is None


@pytest.mark.parametrize("n", [1, 3, 9000])
def test_pixel_statistics(n):
    x = noise(n)
    x[:, 0, 0] = 7
    x[:, 1, :] = 0
    seen = pixel_statistics(x)
    assert (seen["dtype"], seen["min"], seen["max"]) == ("uint8", 0, int(x.max()))
    assert seen["mean"] == pytest.approx(x.mean())
    assert seen["std"] == pytest.approx(x.std())
    assert seen["zero_fraction"] == pytest.approx((x == 0).mean())
    assert seen["constant"] == (x.size if n == 1 else int((x.std(axis=0) == 0).sum()))


@given(train=digests, validation=digests, test=digests)
def test_duplicates_against_counting_one_by_one(train, validation, test):
    counted = count_duplicates(train, validation, test)
    parts = {"train": train.tolist(), "validation": validation.tolist(), "test": test.tolist()}
    for name, part in parts.items():
        assert counted[name] == sum(d in part[:i] for i, d in enumerate(part))
    for first, second in (("train", "validation"), ("train", "test"), ("validation", "test")):
        assert counted[f"{first}_{second}"] == sum(d in parts[first] for d in parts[second])


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 2)), min_size=1))
def test_conflicts_against_counting_one_by_one(pairs):
    labels = {image: {y for d, y in pairs if d == image} for image, _ in pairs}
    found = count_conflicts(
        np.array([d for d, _ in pairs], np.uint64), np.array([y for _, y in pairs])
    )
    assert found == sum(len(ys) > 1 for ys in labels.values())


def test_planted_duplicates_are_found_and_warned_of():
    x, y = noise(400), np.arange(400) % 2
    x[1] = x[0]  # the official validation part: the first 200; of different classes
    x[300] = x[200]
    x[301] = x[2]
    x_test = noise(50, seed=1)
    x_test[:3] = x[[2, 250, 251]]
    x_test[4] = x_test[5]
    splits = split(raw_data(x, y, x_test=x_test, y_test=np.zeros(50, int), official_validation=200))
    seen = look(splits)
    assert seen.to_json()["duplicates"] == {
        "train": 1,
        "validation": 1,
        "test": 1,
        "train_validation": 1,
        "train_test": 3,  # the image in x[301] is also x[2]
        "validation_test": 1,
    }
    assert kinds(seen) == ["leak", "leak", "leak", "duplicates", "conflicting_labels"]
    assert any("3 of 50 test images" in w["says"] for w in seen.to_json()["warnings"])


def test_lopsided_and_tiny_classes_are_warned_of():
    y = np.repeat([0, 1, 2], [1900, 600, 15])
    seen = look(split(raw_data(noise(len(y)), y)))
    assert kinds(seen) == ["imbalance", "tiny_class"]
    assert "'c'" in seen.to_json()["warnings"][0]["says"]


def test_few_validation_samples_are_warned_of():
    assert kinds(look(split(raw_data(noise(200), np.arange(200) % 2)))) == ["small_validation"]


def test_test_labels_are_never_looked_at():
    class Blind(np.ndarray):
        def __array_finalize__(self, _):
            pass

        def __getitem__(self, _):
            raise AssertionError("a test label was read")

        def __array_ufunc__(self, *_, **__):
            raise AssertionError("a test label was read")

        def __array_function__(self, *_, **__):
            raise AssertionError("a test label was read")

    raw = raw_data(
        noise(400),
        np.arange(400) % 2,
        x_test=noise(50, seed=1),
        y_test=np.zeros(50, int).view(Blind),
    )
    assert look(split(raw)).to_json()["parts"]["test"] == {"n": 50}


class TestPictures:
    def test_first_ten_of_mnist(self, full_data):
        mnist = full_data("mnist")
        pictures = look(split(mnist)).pictures()
        assert np.array_equal(pictures["first"], mnist.x_train[:10])
        assert pictures["first_labels"].tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]

    def test_one_a_class_where_the_source_is_sorted(self, mnist_5k_splits):
        pictures = look(mnist_5k_splits).pictures()
        assert pictures["first_labels"].tolist() == list(range(10))

    @given(counts=st.lists(st.integers(12, 20), min_size=2, max_size=4))
    @settings(max_examples=20)
    def test_few_sorted_classes_take_turns(self, counts):
        y = np.repeat(np.arange(len(counts)), counts)
        pictures = look(split(raw_data(noise(len(y)), y))).pictures()
        assert pictures["first_labels"].tolist() == [i % len(counts) for i in range(10)]

    def test_shapes_and_types(self, mnist_5k_splits):
        pictures = look(mnist_5k_splits).pictures()
        assert pictures["first"].shape == (10, 28, 28)
        assert pictures["sheet"].shape == (10, 8, 28, 28)
        assert pictures["mean"].shape == (10, 28, 28)
        assert [pictures[k].dtype for k in ("first", "sheet", "mean")] == [
            np.uint8,
            np.uint8,
            np.float32,
        ]

    def test_sheet_and_mean_are_of_each_class(self, mnist_5k_splits):
        splits = mnist_5k_splits
        pictures = look(splits).pictures()
        for label in range(10):
            members = splits.x_train[splits.y_train == label]
            assert np.array_equal(pictures["sheet"][label], members[:8])
            np.testing.assert_allclose(pictures["mean"][label], members.mean(axis=0), rtol=1e-4)

    def test_a_small_class_fills_its_row_by_repeating(self):
        y = np.repeat([0, 1], [40, 3])
        splits = split(raw_data(noise(43), y))
        row = look(splits).pictures()["sheet"][1]
        assert all(np.array_equal(a, b) for a, b in pairwise(row))
