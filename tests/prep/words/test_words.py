"""Texts to weighted counts, against scikit-learn's vectorisers and naive Bayes."""

import csv
import gzip
import json
import tracemalloc
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.feature_selection import chi2
from sklearn.naive_bayes import MultinomialNB

from denselab.errors import DataError, NotFittedError
from denselab.prep.words import Words
from denselab.prep.words.tokens import words_of
from denselab.yardsticks.reading import Part, inputs

pieces = st.sampled_from(["a", "b", "c", "d", "don't", "!", ".", "<br>", "A"])
some_texts = st.lists(
    st.lists(pieces, max_size=12).map(" ".join),
    min_size=2,
    max_size=12,
).filter(lambda texts: any(words_of(text) for text in texts))
any_texts = st.lists(st.text(), max_size=5)


def array(texts) -> np.ndarray:
    made = np.empty(len(texts), dtype=object)
    made[:] = texts
    return made


def sparse(words, x):
    """What the yardsticks read."""
    return inputs(Part(x, words.inputs(x)), words.encoding_)


def labels(texts) -> np.ndarray:
    return np.arange(len(texts)) % 2


@pytest.fixture(scope="module")
def reviews(real_data):
    """The first two thousand sentences of SST-2's training part, and their labels."""
    path = real_data("sst2/train.csv.gz")
    with gzip.open(path, "rt", encoding="utf-8", newline="") as stream:
        rows = [row for row, _ in zip(csv.DictReader(stream), range(2000), strict=False)]
    return array([row["text"] for row in rows]), np.array([int(row["label"]) for row in rows])


def in_order(words, vectoriser, texts):
    """The columns of scikit-learn's matrix that are ours, in our order."""
    columns = [vectoriser.vocabulary_[name] for name in words.feature_names_]
    return vectoriser.transform(texts).toarray()[:, columns]


@pytest.mark.parametrize("ngrams", [1, 2, 3])
def test_counts_are_scikit_learns(ngrams, reviews):
    x, y = reviews
    words = Words("counts", ngrams=ngrams, vocabulary=10**6).fit(x, y)
    oracle = CountVectorizer(tokenizer=words_of, token_pattern=None, ngram_range=(1, ngrams))
    oracle.set_params(min_df=2).fit(x)
    assert set(words.feature_names_) == set(oracle.vocabulary_)
    np.testing.assert_array_equal(words.transform(x), in_order(words, oracle, x))


@pytest.mark.parametrize("ngrams", [1, 3])
def test_tfidf_is_scikit_learns(ngrams, reviews):
    x, y = reviews
    words = Words("tfidf", ngrams=ngrams, vocabulary=10**6).fit(x, y)
    oracle = TfidfVectorizer(tokenizer=words_of, token_pattern=None, ngram_range=(1, ngrams))
    oracle.set_params(min_df=2).fit(x)
    new = array([*x[:50], "nothing known hereabouts zzz", ""])
    np.testing.assert_allclose(words.transform(new), in_order(words, oracle, new), atol=1e-6)


@given(
    texts=some_texts,
    classes=st.integers(2, 3),
    ngrams=st.integers(1, 3),
    rare=st.integers(1, 3),
    most=st.integers(1, 9),
)
def test_the_features_are_the_most_telling_ngrams(texts, classes, ngrams, rare, most):
    y = np.arange(len(texts)) % classes
    oracle = CountVectorizer(
        tokenizer=words_of, token_pattern=None, ngram_range=(1, ngrams), binary=True
    ).fit(texts)
    held = oracle.transform(texts)
    frequency, score = held.toarray().sum(axis=0), chi2(held, y)[0]
    enough = {name: at for name, at in oracle.vocabulary_.items() if frequency[at] >= rare}
    words = Words(ngrams=ngrams, rare=rare, vocabulary=most)
    if not enough:
        with pytest.raises(DataError, match=f"at least {rare} of the {len(texts)} texts"):
            words.fit(array(texts), y)
        return
    chosen = words.fit(array(texts), y).feature_names_
    assert set(chosen) <= set(enough)
    assert len(set(chosen)) == min(most, len(enough))
    scores = np.array([score[enough[name]] for name in chosen])
    assert all(first >= second - 1e-9 for first, second in pairwise(scores))
    left_out = [score[at] for name, at in enough.items() if name not in chosen]
    assert max(left_out, default=0) <= scores[-1] + 1e-9
    counts = CountVectorizer(
        tokenizer=words_of, token_pattern=None, ngram_range=(1, ngrams), vocabulary=chosen
    ).transform(texts)
    np.testing.assert_array_equal(words.transform(array(texts)), np.minimum(counts.toarray(), 1))


def test_equally_telling_features_come_by_frequency_then_name():
    texts = array(["b a rare always", "always b a", "c always"])
    words = Words(rare=1).fit(texts, np.array([1, 1, 1]))
    assert words.feature_names_ == ["always", "a", "b", "c", "rare"]


@pytest.mark.parametrize("classes", [2, 3])
def test_the_ratio_is_what_naive_bayes_learns(classes, reviews):
    x, y = reviews
    y = y if classes == 2 else np.arange(len(x)) % 3
    words = Words(ratio=True).fit(x, y)
    held = sparse(Words().fit(x, y), x)
    ratios = []
    for label in range(classes):
        learned = MultinomialNB(alpha=1.0).fit(held, y == label).feature_log_prob_
        ratios.append(learned[1] - learned[0])
    expected = ratios[1] if classes == 2 else max_by_absolute_value(ratios)
    np.testing.assert_allclose(words.encoding_.weights, expected, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(sparse(words, x).toarray(), words.transform(x))


def max_by_absolute_value(rows):
    return np.array([max(column, key=abs) for column in np.transpose(rows)])


def test_ratio_and_inverse_frequency_multiply(reviews):
    x, y = reviews
    both, ratio, tfidf = (
        Words(weighting, ratio=asked).fit(x, y).encoding_.weights
        for weighting, asked in (("tfidf", True), ("binary", True), ("tfidf", False))
    )
    np.testing.assert_allclose(both, ratio * tfidf, rtol=1e-5)


@given(
    texts=some_texts,
    others=any_texts,
    weighting=st.sampled_from(["binary", "counts", "tfidf"]),
    ngrams=st.integers(1, 3),
    ratio=st.booleans(),
)
def test_lists_sparse_and_dense_are_the_same_and_survive_being_saved(
    texts, others, weighting, ngrams, ratio
):
    x = array(texts)
    words = Words(weighting, ngrams, ratio=ratio, rare=1)
    lists = words.fit_inputs(x, labels(texts))
    np.testing.assert_array_equal(lists, words.inputs(x))
    restored = Words.from_json(json.loads(json.dumps(words.to_json())))
    for some in (x, array([*others, ""])):
        dense = words.transform(some)
        assert (dense.dtype, dense.shape) == (np.float32, (len(some), words.n_inputs_))
        np.testing.assert_array_equal(words.encoding_.dense(words.inputs(some)), dense)
        np.testing.assert_allclose(sparse(words, some).toarray(), dense, atol=1e-6)
        np.testing.assert_array_equal(restored.transform(some), dense)
    assert restored.to_json() == words.to_json()


def test_a_list_holds_features_and_counts_and_is_as_long_as_the_longest():
    words = Words("counts", rare=1).fit(array(["a b b", "b", "b"]), np.array([1, 1, 1]))
    assert words.feature_names_ == ["b", "a"]
    listed = words.inputs(array(["b a b", "", "a " * 300]))
    assert listed.dtype == np.uint32
    assert listed.tolist() == [[0 << 8 | 2, 1 << 8 | 1], [0, 0], [1 << 8 | 255, 0]]
    assert words.inputs(array([""])).tolist() == [[0]]
    assert words.inputs(array([])).shape == (0, 1)


def test_other_texts_change_nothing_that_was_learned(reviews):
    x, y = reviews
    words = Words("tfidf", ngrams=2, ratio=True).fit(x[:1000], y[:1000])
    before = json.dumps(words.to_json())
    words.transform(x[1000:])
    assert json.dumps(words.to_json()) == before
    alone = words.transform(x[1000:1001])
    np.testing.assert_array_equal(words.transform(x[1000:])[:1], alone)


def test_many_texts_are_counted_some_at_a_time(monkeypatch, reviews):
    x, y = reviews
    words = Words("tfidf", ngrams=2).fit(x, y)
    at_once = words.inputs(x)
    monkeypatch.setattr("denselab.prep.words.words._CHUNK", 77)
    np.testing.assert_array_equal(words.inputs(x), at_once)


def test_no_dense_matrix_of_texts_by_words_is_made():
    rng = np.random.default_rng(0)
    x = array([" ".join(map(str, row)) for row in rng.integers(0, 10_000, (5_000, 20))])
    tracemalloc.start()
    words = Words("tfidf", rare=1)
    listed = words.fit_inputs(x, labels(x))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(listed) * words.n_inputs_ > 3 * peak  # bytes, were a value but one


@pytest.mark.parametrize("use", ["inputs", "transform"])
def test_use_before_fit_is_refused(use):
    with pytest.raises(NotFittedError, match="before fit"):
        getattr(Words(), use)(array(["a"]))
    with pytest.raises(NotFittedError, match="before fit"):
        Words().to_json()


@pytest.mark.parametrize("x", [np.zeros((2, 3)), np.array(["a", "b"]), array(["a", None])])
def test_what_is_no_text_is_refused(x):
    with pytest.raises(DataError, match="x_train: texts must be"):
        Words().fit(x, labels(x))
    with pytest.raises(DataError, match="x: texts must be"):
        Words(rare=1).fit(array(["a", "b"]), np.arange(2)).inputs(x)


@pytest.mark.parametrize(
    "change", [{"kind": "pixels"}, {"words": []}, {"weights": [1.0]}, {"rare": None, "words": 3}]
)
def test_another_description_is_refused(change):
    told = Words(rare=1).fit(array(["a b", "b"]), np.arange(2)).to_json() | change
    with pytest.raises(DataError, match="preprocessing"):
        Words.from_json(told)
    with pytest.raises(DataError, match="preprocessing"):
        Words.from_json({"kind": "words"})
