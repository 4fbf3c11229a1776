import math
import tomllib
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from denselab.errors import StudyError
from denselab.settings import Settings
from denselab.study import (
    ACTIVATIONS,
    NETWORKS,
    OPTIMIZERS,
    PLATEAU,
    AugmentationSettings,
    Further,
    Study,
)

counts = st.integers(1, 10**6)
sides = st.integers(1, 1024)
fractions = st.floats(0, 1, exclude_min=True, exclude_max=True)
rates = st.floats(0, 1, exclude_max=True)
strengths = st.floats(0, 1e300)
learning_rates = st.floats(0, 1e300, exclude_min=True)


def with_patience_for_a_plateau(training):
    """A plateau with less patience is refused, see below."""
    if training["schedule"] != "plateau" or training["stop"] == "never":
        return training
    return training | {"patience": training["patience"] + PLATEAU + 1}


studies = st.builds(
    lambda **settings: Study(**settings),
    seed=st.integers(0, 2**63 - 1),
    data=st.fixed_dictionaries(
        {
            "source": st.text(st.characters(exclude_categories=["Cs"]), min_size=1),
            "validation": st.sampled_from(["auto", "official", "stratified"]),
            "validation_fraction": fractions,
            "test_fraction": fractions,
            "shape": st.none() | st.tuples(sides, sides),
            "also": st.lists(st.sampled_from(get_args(Further))),
        }
    ),
    network=st.fixed_dictionaries(
        {
            "widths": st.lists(counts, min_size=1, max_size=5),
            "activation": st.sampled_from(ACTIVATIONS),
            "dropout": rates,
            "input_dropout": rates,
        }
    ),
    columns=st.fixed_dictionaries(
        {
            "kinds": st.dictionaries(
                st.text(st.characters(exclude_categories=["Cs"])),
                st.sampled_from(["number", "category", "text"]),
            )
        }
    ),
    networks=st.sets(st.sampled_from(NETWORKS)).map(lambda names: (*names, "tuned")),
    regularisation=st.fixed_dictionaries({}, optional={"l2": strengths, "label_smoothing": rates}),
    augmentation=st.fixed_dictionaries(
        {"preset": st.sampled_from(["none", "auto", "digits"])},
        optional={
            "shift": st.none() | st.floats(0, 1000),
            "flip": st.none() | st.booleans(),
            "gentle": st.none() | st.lists(st.text(st.characters(exclude_categories=["Cs"]))),
        },
    ),
    training=st.fixed_dictionaries(
        {
            "optimizer": st.sampled_from(OPTIMIZERS),
            "learning_rate": learning_rates,
            "batch_size": counts,
            "schedule": st.sampled_from(["constant", "cosine", "one_cycle", "plateau"]),
            "weight_decay": st.none() | strengths,
            "averaging": rates,
            "epochs": counts,
            "stop": st.sampled_from(["val_loss", "evidence", "never"]),
            "patience": st.integers(0, 10**6),
            "precision": st.sampled_from(["auto", "float32", "bfloat16"]),
        }
    ).map(with_patience_for_a_plateau),
    transfer=st.just({})
    | st.fixed_dictionaries(
        {"run": st.just("runs/first"), "examples": st.lists(counts), "rate": fractions},
        optional={"freeze": st.integers(0, 5)},
    ),
    search=st.fixed_dictionaries(
        {
            "learning_rate": st.lists(learning_rates, min_size=1, max_size=4),
            "batch_size": st.lists(counts, min_size=1, max_size=4),
            "schedule": st.lists(st.sampled_from(["constant", "cosine"])),
            "dropout": st.lists(rates),
        }
    ),
)


def test_the_defaults_are_the_notebooks():
    study = Study()
    assert Settings.of(study, "mlp", "float32").widths == (512, 256)
    assert (study.network.activation, study.network.dropout) == ("relu", 0.5)
    assert (study.training.optimizer, study.training.learning_rate) == ("rmsprop", 1e-3)
    assert (study.training.batch_size, study.training.epochs) == (128, 100)
    assert study.training.patience == 10
    assert study.search.learning_rate == (1e-3, 1e-4)
    assert study.search.batch_size == (128, 256)


@given(studies)
def test_a_study_survives_its_toml(tmp_path_factory, study):
    path = tmp_path_factory.getbasetemp() / "study.toml"
    path.write_text(study.to_toml(), encoding="utf-8")
    assert Study.from_toml(path) == study


def test_the_toml_names_every_setting_with_its_default():
    written = tomllib.loads(Study().to_toml())
    assert written.pop("schema") == 1
    assert written.pop("seed") == 0
    assert written.pop("networks") == list(NETWORKS)
    without_value = {"training": {"weight_decay"}}
    without_value["data"] = {"shape", "target", "text", "test", "validation_file"}
    without_value["network"] = {"widths"}
    without_value["transfer"] = {"run", "freeze"}
    without_value["augmentation"] = set(AugmentationSettings.model_fields) - {"preset"}
    for name, group in written.items():
        fields = set(type(getattr(Study(), name)).model_fields)
        assert set(group) == fields - without_value.get(name, set())
    assert len(written) == 10


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"training": {"epochs": 0}}, ["training.epochs", "greater than or equal to 1", "0"]),
        ({"training": {"epochs": "10"}}, ["training.epochs", "integer", "'10'"]),
        (
            {"training": {"schedule": "plateau", "patience": 5}},
            ["training.patience", "more than 5", "got 5"],
        ),
        ({"training": {"epoch": 5}}, ["training.epoch is not a setting", "epochs", "patience"]),
        ({"training": {"learning_rate": math.nan}}, ["training.learning_rate", "finite", "nan"]),
        ({"training": {"optimizer": "adm"}}, ["training.optimizer", "adamw", "'adm'"]),
        ({"training": 3}, ["training", "dictionary", "3"]),
        ({"network": {"activation": "rel"}}, ["network.activation", "relu", "'rel'"]),
        ({"network": {"dropout": 1.0}}, ["network.dropout", "less than 1", "1.0"]),
        ({"network": {"dropout": [0.5]}}, ["network.dropout", "widths is left out", "[0.5]"]),
        (
            {"network": {"dropout": [0.5], "widths": [8, 4]}},
            ["network.dropout", "each of the 2", "[0.5]"],
        ),
        ({"columns": {"kinds": {"zip": "code"}}}, ["columns.kinds.zip", "'category'", "'code'"]),
        ({"words": {"ngrams": 4}}, ["words.ngrams", "equal to 3", "4"]),
        ({"words": {"weighting": "tf"}}, ["words.weighting", "'tfidf'", "'tf'"]),
        ({"network": {"dropout": [0.5, 1.0]}}, ["network.dropout", "less than 1", "1.0"]),
        ({"network": {"dropout": "half"}}, ["network.dropout", "number", "'half'"]),
        ({"network": {"input_dropout": 1}}, ["network.input_dropout", "less than 1", "1"]),
        ({"regularisation": {"l1": -1}}, ["regularisation.l1", "equal to 0", "-1"]),
        ({"regularisation": {"l2": math.inf}}, ["regularisation.l2", "finite", "inf"]),
        ({"regularisation": {"max_norm": -3}}, ["regularisation.max_norm", "equal to 0", "-3"]),
        (
            {"regularisation": {"label_smoothing": 1.0}},
            ["regularisation.label_smoothing", "less than 1", "1.0"],
        ),
        ({"training": {"schedule": "cosin"}}, ["training.schedule", "'cosine'", "'cosin'"]),
        ({"training": {"weight_decay": -1}}, ["training.weight_decay", "equal to 0", "-1"]),
        ({"training": {"averaging": 1.0}}, ["training.averaging", "less than 1", "1.0"]),
        ({"training": {"class_weight": "even"}}, ["training.class_weight", "'balanced'", "'even'"]),
        ({"search": {"l2": 1e-4}}, ["search.l2", "0.0001"]),
        ({"search": {"l2": [1e-4, -1]}}, ["search.l2.1", "equal to 0", "-1"]),
        ({"search": {"dropout": [0.5, 1.0]}}, ["search.dropout.1", "less than 1", "1.0"]),
        ({"search": {"schedule": ["cosin"]}}, ["search.schedule.0", "'cosine'", "'cosin'"]),
        ({"search": {"epochs": [1]}}, ["search.epochs is not a setting", "learning_rate"]),
        ({"networks": []}, ["networks", "at least 1", "[]"]),
        ({"networks": ["mpl"]}, ["networks.0", "'mlp'", "'mpl'"]),
        ({"search": {"optimizer": ["adm"]}}, ["search.optimizer.0", "adamw", "'adm'"]),
        ({"augmentation": {"rotation": -1}}, ["augmentation.rotation", "equal to 0", "-1"]),
        ({"augmentation": {"shift": math.inf}}, ["augmentation.shift", "equal to 1000", "inf"]),
        ({"augmentation": {"smoothness": 0.0}}, ["augmentation.smoothness", "equal to 0.1", "0.0"]),
        ({"augmentation": {"noise": math.nan}}, ["augmentation.noise", "nan"]),
        ({"transfer": {"freeze": 1}}, ["transfer.freeze", "with transfer.run", "1"]),
        ({"transfer": {"rate": 0.0}}, ["transfer.rate", "greater than 0", "0.0"]),
        ({"transfer": {"repeats": 1}}, ["transfer.repeats", "equal to 2", "1"]),
        (
            {"transfer": {"run": "runs/first"}, "networks": ["mlp"]},
            ["transfer.run", "regularised and tuned", "['mlp']"],
        ),
        (
            {"transfer": {"run": "runs/first"}, "final": {"members": 2}},
            ["final.members", "0 with transfer.run", "2"],
        ),
        ({"network": {"widths": []}}, ["network.widths", "at least 1", "[]"]),
        ({"network": {"widths": [512, -1]}}, ["network.widths.1", "-1"]),
        ({"data": {"validation": "half"}}, ["data.validation", "'stratified'", "'half'"]),
        ({"data": {"shape": [28]}}, ["data.shape", "[28]"]),
        ({"data": {"also": ["semion"]}}, ["data.also.0", "'semeion'", "'semion'"]),
        ({"data": {"also": "strokes"}}, ["data.also", "list", "'strokes'"]),
        ({"data": {"shape": [28, 1025]}}, ["data.shape.1", "equal to 1024", "1025"]),
        ({"data": {"source": "\udcff"}}, ["data.source", "unicode"]),
        ({"search": {"batch_size": [1.5]}}, ["search.batch_size.0", "integer", "1.5"]),
        ({"seed": -1}, ["seed", "greater than or equal to 0", "-1"]),
        ({"sed": 1}, ["sed is not a setting", "schema, seed, networks"]),
        ({"self": 1}, ["self is not a setting"]),
        ({"schema": 2}, ["schema", "1", "2"]),
    ],
)
def test_a_bad_setting_is_refused_in_one_line_that_names_it(settings, words):
    with pytest.raises(StudyError) as caught:
        Study(**settings)
    message = str(caught.value)
    assert "\n" not in message
    assert all(word in message for word in words), message


@pytest.mark.parametrize(
    "settings",
    [
        {"training": {"schedule": "plateau", "stop": "never"}},
        {"networks": ["tuned"]},
        {"networks": ["mlp", "slp"]},
        {"network": {"widths": [32], "dropout": [0.5]}},
        {"search": {"dropout": [0.2, 0.5], "schedule": ["constant", "cosine"]}},
    ],
)
def test_what_makes_sense_is_allowed(settings):
    assert Study(**settings) != Study()


def test_networks_come_in_the_order_in_which_they_are_trained():
    assert Study(networks=["tuned", "slp", "tuned"]).networks == ("slp", "tuned")


def test_the_search_space_is_what_has_values():
    assert Study(search={"dropout": [0.2]}).search.space() == {
        "learning_rate": (1e-3, 1e-4),
        "batch_size": (128, 256),
        "dropout": (0.2,),
    }


def test_a_bad_file_is_named(tmp_path):
    path = tmp_path / "study.toml"
    with pytest.raises(StudyError, match=r"study\.toml: No such file"):
        Study.from_toml(path)
    path.write_text("[training]\nepochs = 0\n")
    with pytest.raises(StudyError, match=r"study\.toml: training\.epochs"):
        Study.from_toml(path)
    path.write_text("epochs = = 1")
    with pytest.raises(StudyError, match=r"study\.toml: .*line 1"):
        Study.from_toml(path)
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(StudyError, match=r"study\.toml: .*decode"):
        Study.from_toml(path)


def test_settings_left_out_keep_their_defaults(tmp_path):
    path = Path(tmp_path / "study.toml")
    path.write_text("[network]\nwidths = [64]\n")
    assert Study.from_toml(path) == Study(network={"widths": (64,)})


def test_a_study_does_not_change():
    with pytest.raises(ValidationError):
        Study().seed = 1


def test_the_listed_names_are_kerass(monkeypatch):
    monkeypatch.setenv("KERAS_BACKEND", "jax")
    import keras

    for name in ACTIVATIONS:
        assert callable(keras.activations.get(name))
    for name in OPTIMIZERS:
        assert isinstance(keras.optimizers.get(name), keras.optimizers.Optimizer)
