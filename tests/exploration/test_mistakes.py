"""The samples that the chosen network misread most confidently, as the Run keeps them."""

import json

import numpy as np
import pytest

from denselab import data
from denselab.exploration.models import model_file
from denselab.exploration.words import asked_again
from denselab.nets import load_network
from denselab.prep import of_json
from tests.examples import BAD


def opened(run):
    """The samples of the test part, drawn as the exploration drew them."""
    splits = data.split(data.load(run.study.data), seed=run.study.seed)
    return splits.test.open("the test of the mistakes")


def said(run, x):
    """What the network that was tested says of samples, ``(n, classes)``."""
    network = load_network(model_file(run.path, run.summary["test"]["model"]))
    return network.predict(of_json(run.preprocessing).transform(x), verbose=0)


@pytest.mark.parametrize("kind", ["rows_run", "texts_run"])
def test_each_is_the_sample_at_its_place_and_has_the_probability_that_was_told(kind, request):
    run = request.getfixturevalue(kind)
    x, y = opened(run)
    mistakes = run.evaluation["mistakes"]
    places = np.array([mistake["index"] for mistake in mistakes])
    if kind == "rows_run":
        assert run.mistakes["rows"] == x[places].to_dicts()
    else:
        assert run.mistakes["texts"] == x[places].tolist()
    assert y[places].tolist() == [mistake["true"] for mistake in mistakes]
    found = said(run, x[places])
    assert found.argmax(axis=1).tolist() == [mistake["predicted"] for mistake in mistakes]
    np.testing.assert_allclose(
        found.max(axis=1), [mistake["probability"] for mistake in mistakes], atol=1e-5
    )


def test_a_push_is_what_the_answer_loses_without_the_word(texts_run):
    mistake, text = texts_run.evaluation["mistakes"][0], texts_run.mistakes["texts"][0]
    pushes = texts_run.mistakes["pushes"][0]
    for push in (*pushes["speaks_for"], *pushes["speaks_against"]):
        without = " ".join(word for word in text.split(" ") if word != push["word"])
        pair = said(texts_run, np.array([text, without], object)).astype(float)
        odds = np.log(pair[:, mistake["predicted"]] / pair[:, 1 - mistake["predicted"]])
        if without != text:
            assert push["effect"] == pytest.approx(odds[0] - odds[1], abs=1e-3)


def test_the_network_is_asked_as_keras_would_ask_it(texts_run):
    network = load_network(model_file(texts_run.path, texts_run.summary["test"]["model"]))
    x = of_json(texts_run.preprocessing).transform(np.array(texts_run.mistakes["texts"], object))
    np.testing.assert_allclose(asked_again(network)(x), network.predict(x, verbose=0), atol=1e-6)


def test_words_are_told_for_every_class_the_strongest_first(texts_run):
    told = json.loads((texts_run.path / "evidence" / "words.json").read_text(encoding="utf-8"))
    assert [*told["classes"]] == texts_run.look["classes"]
    assert told["n"] == texts_run.summary["data"]["n_validation"], "all of so few are asked about"
    for pushes in told["classes"].values():
        effects = [push["effect"] for push in pushes]
        assert effects == sorted(effects, reverse=True)
        assert all(0 < push["n"] <= told["n"] for push in pushes)
    assert told["classes"]["bad"][0]["word"] in BAD
