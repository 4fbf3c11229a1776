"""The facts of texts, against plain counting."""

import json
import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from denselab.look.words import (
    EXAMPLES,
    LONGEST_EXAMPLE,
    TELLING,
    length_histogram,
    log_odds,
    longer_share,
    word_facts,
)
from denselab.prep.words.tokens import words_of

labelled = st.lists(
    st.tuples(st.text(alphabet="ab <>!"), st.integers(0, 1)), min_size=2, max_size=20
).filter(lambda pairs: {label for _, label in pairs} == {0, 1})


def facts_of(texts, labels, classes=("neg", "pos")):
    x = np.empty(len(texts), dtype=object)
    x[:] = texts
    facts, warned = word_facts(x, np.array(labels), classes)
    return json.loads(json.dumps(facts)) | {"warned": warned}


def kinds(facts):
    return [kind for kind, _ in facts["warned"]]


@given(pairs=labelled)
def test_counts_against_counting_one_by_one(pairs):
    texts, labels = zip(*pairs, strict=True)
    facts = facts_of(texts, labels)
    lengths = sorted(len(words_of(text)) for text in texts)
    said = {
        name: Counter(word for text, y in pairs if y == label for word in words_of(text))
        for label, name in enumerate(("neg", "pos"))
    }
    assert facts["vocabulary"] == len(said["neg"] | said["pos"])
    assert facts["empty"] == lengths.count(0)
    assert (facts["lengths"]["min"], facts["lengths"]["max"]) == (lengths[0], lengths[-1])
    assert facts["lengths"]["median"] == lengths[math.ceil(len(lengths) / 2) - 1]
    for name, others in (("neg", "pos"), ("pos", "neg")):
        assert len(facts["telling"][name]) <= TELLING
        for told in facts["telling"][name]:
            assert told["count"] == said[name][told["word"]]
            assert told["others"] == said[others][told["word"]]
    examples = [text for text, label in pairs if label == 1][:EXAMPLES]
    assert facts["examples"]["pos"] == examples


@given(pairs=st.lists(st.tuples(st.integers(0, 500), st.integers(0, 2)), min_size=1))
def test_every_text_is_in_one_bin(pairs):
    lengths, y = np.array(pairs).T
    told = length_histogram(lengths, y, 3)
    edges, counts = told["edges"], np.array(told["counts"])
    assert 1 <= counts.shape[1] == len(edges) - 1 <= 30
    assert len(set(np.diff(edges))) == 1
    for row, label in zip(counts, range(3), strict=True):
        mine = lengths[y == label]
        inside = np.histogram(mine, edges)[0]
        inside[-1] = (mine >= edges[-2]).sum()
        np.testing.assert_array_equal(row, inside)
    assert (lengths >= edges[-1]).mean() <= 0.01


def test_telling_words_by_the_formula_of_fightin_words():
    rng = np.random.default_rng(0)
    counts = rng.integers(0, 50, (3, 8))
    found = log_odds(counts)
    total = counts.sum()
    for i in range(3):
        for w in range(8):
            prior = [1000 * counts[:, v].sum() / total for v in range(8)]
            y, others = counts[i, w], counts[:, w].sum() - counts[i, w]
            n, n_others = counts[i].sum(), total - counts[i].sum()
            delta = math.log((y + prior[w]) / (n + 1000 - y - prior[w])) - math.log(
                (others + prior[w]) / (n_others + 1000 - others - prior[w])
            )
            variance = 1 / (y + prior[w]) + 1 / (others + prior[w])
            assert found[i, w] == pytest.approx(delta / math.sqrt(variance))


def test_a_planted_word_tells_its_class():
    rng = np.random.default_rng(0)
    common = [" ".join(rng.choice(["the", "a", "of", "film"], 8)) for _ in range(200)]
    labels = np.arange(200) % 2
    texts = [text + " great" * bool(y) for text, y in zip(common, labels, strict=True)]
    told = facts_of(texts, labels)["telling"]["pos"]
    assert told[0]["word"] == "great"
    assert (told[0]["count"], told[0]["others"]) == (100, 0)


@given(
    pairs=st.lists(st.tuples(st.integers(0, 9), st.booleans()), min_size=2).filter(
        lambda pairs: len({chosen for _, chosen in pairs}) == 2
    )
)
def test_longer_share_against_comparing_all_pairs(pairs):
    own = [length for length, chosen in pairs if chosen]
    others = [length for length, chosen in pairs if not chosen]
    won = [(a > b) + (a == b) / 2 for a in own for b in others]
    lengths, chosen = (np.array(column) for column in zip(*pairs, strict=True))
    assert longer_share(lengths, chosen) == pytest.approx(np.mean(won))


def test_what_is_odd_is_warned_of():
    rng = np.random.default_rng(0)
    short = ["word " * int(n) for n in rng.integers(5, 10, 100)]
    long = ["word " * int(n) for n in rng.integers(8, 30, 100)]
    labels = [0] * 100 + [1] * 100
    told = facts_of(short + long, labels)
    assert kinds(told) == ["telling_length"]
    assert "class 'pos' are longer" in told["warned"][0][1]
    assert kinds(facts_of(short + short, labels)) == []
    assert kinds(facts_of(short[:20] + long[:20], [0] * 20 + [1] * 20)) == []  # chance, perhaps
    few = ["one two"] * 150 + ["", "..."] + ["a b c d e f"] * 48
    told = facts_of(few, [0, 1] * 100)
    assert kinds(told) == ["empty_texts", "short_texts"]
    assert "2 of 200 training texts have no word" in told["warned"][0][1]


def test_html_and_long_examples():
    told = facts_of(["a <br /> b", "a < b", "word " * 200, "w" * 400], [0, 0, 1, 1])
    assert told["html"] == 0.25
    for example in told["examples"]["pos"]:
        assert len(example) <= LONGEST_EXAMPLE + 2
        assert example.endswith(" …")
    assert told["examples"]["pos"][0].removesuffix(" …").endswith("word")
