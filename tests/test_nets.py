"""The networks are the notebook's, to the layer."""

import numpy as np
import pytest

from denselab.backend import keras
from denselab.nets import describe, logits_network, with_softmax
from denselab.settings import Settings
from denselab.study import Study

STUDY = Study()


def settings(kind, study=STUDY):
    return Settings.of(study, kind, "float32")


def layers(kind):
    network = logits_network(settings(kind), 784, 10)
    return [
        (type(layer).__name__, getattr(layer, "units", None) or layer.rate)
        for layer in network.layers
    ]


def test_the_three_networks_are_the_notebooks():
    assert layers("slp") == [("Dense", 10)]
    assert layers("mlp") == [("Dense", 512), ("Dense", 256), ("Dense", 10)]
    assert layers("regularised") == [
        ("Dense", 512), ("Dropout", 0.5), ("Dense", 256), ("Dropout", 0.5), ("Dense", 10),
    ]  # fmt: skip


@pytest.mark.parametrize(("kind", "count"), [("slp", 7850), ("mlp", 535818)])
def test_parameters_are_weights_and_biases(kind, count):
    network = logits_network(settings(kind), 784, 10)
    assert sum(layer["parameters"] for layer in describe(network)) == count


def test_dropout_may_differ_from_layer_to_layer_and_begin_at_the_inputs():
    study = Study(
        network={"widths": [30, 20, 10], "dropout": [0.5, 0.0, 0.25], "input_dropout": 0.2}
    )
    network = logits_network(settings("regularised", study), 40, 3)
    assert [layer.name for layer in network.layers] == [
        "input_dropout", "hidden_1", "dropout_1", "hidden_2", "hidden_3", "dropout_3", "output",
    ]  # fmt: skip
    rates = [layer.rate for layer in network.layers if hasattr(layer, "rate")]
    assert rates == [0.2, 0.5, 0.25]


def test_weights_are_penalised_in_every_layer_and_limited_in_hidden_ones():
    study = Study(regularisation={"l1": 0.1, "l2": 0.2, "max_norm": 3})
    dense = [
        layer
        for layer in logits_network(settings("regularised", study), 40, 3).layers
        if isinstance(layer, keras.layers.Dense)
    ]
    for layer in dense:
        penalty = layer.kernel_regularizer
        assert (penalty.l1, penalty.l2, layer.bias_regularizer) == pytest.approx((0.1, 0.2, None))
    *hidden, output = [layer.kernel_constraint for layer in dense]
    assert ([limit.max_value for limit in hidden], output) == ([3, 3], None)


def test_what_only_training_needs_is_not_saved(tmp_path):
    study = Study(
        network={"widths": [8], "input_dropout": 0.1},
        regularisation={"l1": 0.1, "l2": 0.2, "max_norm": 0.5, "label_smoothing": 0.1},
    )
    regularised = settings("regularised", study)
    trained = logits_network(regularised, 20, 4)
    with_softmax(trained, regularised, 20).save(tmp_path / "network.keras")
    network = keras.models.load_model(tmp_path / "network.keras", safe_mode=True)
    assert type(network) is keras.Sequential
    assert {type(layer) for layer in network.layers} == {keras.layers.Dense, keras.layers.Dropout}
    assert not network.losses
    assert not any(variable.constraint for variable in network.trainable_variables)
    for saved, weights in zip(network.get_weights(), trained.get_weights(), strict=True):
        assert np.array_equal(saved, weights)


def test_saved_network_turns_the_same_logits_into_probabilities():
    network = logits_network(settings("regularised"), 20, 4)
    x = np.random.default_rng(0).normal(size=(7, 20)).astype("float32")
    logits = np.asarray(network(x))
    said = np.asarray(with_softmax(network, settings("regularised"), 20)(x))
    expected = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(said, expected, rtol=1e-5)


def test_dark_inputs_may_be_left_out_without_changing_anything():
    """With dark inputs dark, the network on the lit ones gives the logits of the whole one."""
    lit = np.array([0, 3, 4, 30])
    whole = logits_network(settings("mlp"), 40, 3)
    network = logits_network(settings("mlp"), 40, 3, lit=lit)
    x = np.zeros((5, 40), "float32")
    x[:, lit] = np.random.default_rng(0).normal(size=(5, 4))
    filled = np.zeros((5, 16), "float32")
    filled[:, :4] = x[:, lit]
    np.testing.assert_allclose(network(filled), whole(x), atol=1e-6)
    saved = with_softmax(network, settings("mlp"), 40, lit=lit)
    bright = x + np.where(np.isin(np.arange(40), lit), 0, 9).astype("float32")
    np.testing.assert_allclose(saved(bright), saved(x), atol=1e-6)


def test_the_seed_decides_the_initial_weights_and_each_layer_draws_its_own():
    def weights(seed):
        return logits_network(settings("mlp"), 30, 30, seed=seed).get_weights()

    for first, again in zip(weights(1), weights(1), strict=True):
        assert np.array_equal(first, again)
    assert not np.array_equal(weights(1)[0], weights(2)[0])
    square = Study(network={"widths": [30, 30]})
    network = logits_network(settings("mlp", square), 30, 30)
    assert not np.array_equal(network.layers[0].kernel, network.layers[1].kernel)


def test_description_names_what_a_diagram_shows():
    regularised = settings("regularised")
    network = with_softmax(logits_network(regularised, 784, 10), regularised, 784)
    first, hidden, dropout, *_, last = describe(network)
    assert first["kind"] == "Input"
    assert first["output_shape"] == [784]
    assert (hidden["units"], hidden["activation"]) == (512, "relu")
    assert dropout["rate"] == 0.5
    assert last["activation"] == "softmax"
    assert {type(layer) for layer in network.layers} <= {keras.layers.Dense, keras.layers.Dropout}
