"""The words that push a prediction, against networks whose answer is known in closed form."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from denselab.evaluation.pushes import class_pushes, effects, text_pushes
from denselab.prep.encoding import Listed

NAMES = [f"w{i}" for i in range(30)]


def softmax(logits):
    odds = np.exp(logits - logits.max(axis=1, keepdims=True))
    return odds / odds.sum(axis=1, keepdims=True)


def linear(classes, seed=0):
    """A single layer, and its kernel."""
    kernel = np.random.default_rng(seed).normal(size=(len(NAMES), classes))
    return kernel, lambda x: softmax(x @ kernel + 0.1)


def listed(texts) -> np.ndarray:
    """Texts given as ``{feature: count}``."""
    length = max(1, *(len(text) for text in texts))
    lists = np.zeros((len(texts), length), np.uint32)
    for row, text in zip(lists, texts, strict=True):
        row[: len(text)] = [feature << 8 | count for feature, count in sorted(text.items())]
    return lists


texts = st.lists(
    st.dictionaries(st.integers(0, len(NAMES) - 1), st.integers(1, 4), max_size=6),
    min_size=1,
    max_size=5,
)


def encoding(**changes):
    weights = np.linspace(0.5, 2, len(NAMES), dtype=np.float32)
    return Listed(**{"weights": weights, "binary": False, "normalised": False} | changes)


@given(some=texts, binary=st.booleans())
def test_of_two_classes_a_linear_network_is_pushed_by_weight_times_value(some, binary):
    kernel, predict = linear(2)
    coded = encoding(binary=binary)
    found = effects(listed(some), coded, predict)
    pairs = [(row, feature) for row, text in enumerate(some) for feature in sorted(text)]
    assert list(zip(found.texts, found.features, strict=True)) == pairs
    for (row, feature), effect in zip(pairs, found.effects, strict=True):
        value = (1 if binary else some[row][feature]) * coded.weights[feature]
        expected = value * (kernel[feature, 1] - kernel[feature, 0])
        np.testing.assert_allclose(effect, [-expected, expected], atol=1e-5)


@pytest.mark.parametrize("normalised", [False, True])
def test_of_more_classes_it_is_the_log_odds_with_and_without(normalised):
    rng = np.random.default_rng(1)
    some = [{int(f): 2 for f in rng.choice(30, 5, replace=False)} for _ in range(4)]
    _, predict = linear(4)
    coded = encoding(normalised=normalised)
    found = effects(listed(some), coded, predict)
    for row, feature, effect in zip(*found, strict=True):
        rest = {f: n for f, n in some[row].items() if f != feature}
        with_it, without = (predict(coded.dense(listed([text])))[0] for text in (some[row], rest))
        expected = np.log(with_it / (1 - with_it)) - np.log(without / (1 - without))
        np.testing.assert_allclose(effect, expected, atol=1e-5)


def test_the_strongest_words_come_first_for_and_against():
    kernel, predict = linear(2)
    some = [dict.fromkeys(range(30), 1), {}]
    told, nothing = text_pushes(listed(some), [0, 1], NAMES, encoding(), predict, most=4)
    expected = encoding().weights * (kernel[:, 0] - kernel[:, 1])
    order = np.argsort(-expected)
    assert [push["word"] for push in told["speaks_for"]] == [NAMES[i] for i in order[:4]]
    assert [push["word"] for push in told["speaks_against"]] == [NAMES[i] for i in order[::-1][:4]]
    assert told["speaks_for"][0]["effect"] == pytest.approx(expected.max(), abs=1e-5)
    assert nothing == {"speaks_for": [], "speaks_against": []}
    assert json.loads(json.dumps(told)) == told


def test_of_a_class_it_is_the_mean_over_the_texts_that_hold_the_word():
    _, predict = linear(3)
    some = [{0: 1, 1: 2}, {0: 3, 2: 1}, {0: 2, 1: 1}, {}]
    found = effects(listed(some), encoding(), predict)
    for label, told in enumerate(class_pushes(listed(some), NAMES, encoding(), predict, least=2)):
        means = {f: found.effects[found.features == f, label].mean() for f in (0, 1)}
        expected = sorted((f for f in means if means[f] > 0), key=lambda f: -means[f])
        assert [push["word"] for push in told] == [NAMES[f] for f in expected]
        for push, feature in zip(told, expected, strict=True):
            assert push["effect"] == pytest.approx(means[feature])
            assert push["n"] == {0: 3, 1: 2}[feature]
        assert json.loads(json.dumps(told)) == told


def test_every_batch_has_the_same_size_and_the_order_is_kept(monkeypatch):
    monkeypatch.setattr("denselab.evaluation.pushes._MOST_ROWS", 3)
    _, predict = linear(2)
    sizes = []

    def watched(x):
        sizes.append(len(x))
        return predict(x)

    some = [{i: 1, i + 5: 2} for i in range(10)]
    told = effects(listed(some), encoding(), watched)
    assert set(sizes) == {3}
    monkeypatch.setattr("denselab.evaluation.pushes._MOST_ROWS", 100)
    for few, many in zip(told, effects(listed(some), encoding(), predict), strict=True):
        np.testing.assert_allclose(few, many, atol=1e-12)


def test_a_network_that_is_sure_beyond_rounding_is_still_pushed():
    def predict(x):
        return softmax(np.stack([0 * x[:, 0], 40 * x[:, 0]], axis=1)).astype(np.float32)

    found = effects(listed([{0: 1}]), encoding(weights=np.ones(1, np.float32)), predict)
    np.testing.assert_allclose(found.effects, [[-40, 40]], rtol=1e-5)


def test_no_texts_are_pushed_by_nothing():
    _, predict = linear(2)
    assert text_pushes(np.zeros((0, 1), np.uint32), [], NAMES, encoding(), predict) == []
    assert class_pushes(np.zeros((2, 1), np.uint32), NAMES, encoding(), predict) == [[], []]
