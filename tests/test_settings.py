"""Which settings of a study each of its networks gets, and how images are distorted."""

import pytest

from denselab.settings import Augmentation, Settings
from denselab.study import AugmentationSettings, Study


def of(source="mnist", **asked):
    return Augmentation.of(AugmentationSettings(**asked), source)


def test_nothing_is_distorted_unless_it_is_asked_for():
    assert of() is None
    assert of(smoothness=3.0, gentle=["1"]) is None
    assert of(preset="clothing", shift=0.0, flip=False) is None


@pytest.mark.parametrize(
    ("source", "preset"),
    [
        ("mnist", "digits"),
        ("mnist-5k", "digits"),
        ("fashion-mnist", "clothing"),
        ("some/folder", "images"),
    ],
)
def test_the_preset_is_chosen_by_the_data(source, preset):
    assert of(source, preset="auto") == of("anything", preset=preset)


def test_digits_are_bent_and_never_mirrored():
    digits = of(preset="digits")
    assert digits.elastic
    assert digits.rotation <= 15
    assert not digits.flip
    assert set(digits.gentle) == {"1", "7"}


def test_clothes_are_mirrored_and_hang_upright():
    clothes = of(preset="clothing")
    assert clothes.flip
    assert clothes == Augmentation(flip=True, shift=clothes.shift)


def test_what_is_asked_for_wins_over_the_preset():
    assert of(preset="digits", elastic=0.0, flip=True) == Augmentation(
        rotation=15.0, shear=15.0, scale=0.175, shift=1.0, flip=True, gentle=("1", "7")
    )
    assert of(rotation=3) == Augmentation(rotation=3.0)


def test_only_the_regularised_network_is_distorted():
    study = Study(augmentation={"preset": "auto"})
    asked = {kind: Settings.of(study, kind, "float32").augmentation for kind in ("slp", "mlp")}
    assert asked == {"slp": None, "mlp": None}
    assert Settings.of(study, "regularised", "float32").augmentation == of(preset="digits")


STUDY = Study(
    network={"dropout": 0.3, "input_dropout": 0.1},
    regularisation={"l1": 1e-6, "l2": 1e-5, "max_norm": 3, "label_smoothing": 0.1},
    augmentation={"preset": "digits"},
    training={"schedule": "cosine", "weight_decay": 0.01, "averaging": 0.99, "optimizer": "adam"},
)
HELD_BACK = ("dropout", "input_dropout", "l1", "l2", "max_norm", "label_smoothing", "augmentation")


def test_the_regularised_network_alone_is_held_back():
    for kind in ("slp", "mlp"):
        settings = vars(Settings.of(STUDY, kind, "float32"))
        assert not any(settings[name] for name in HELD_BACK)
    settings = vars(Settings.of(STUDY, "regularised", "float32"))
    assert all(settings[name] for name in HELD_BACK)


def test_all_networks_are_trained_alike():
    for kind in ("slp", "mlp", "regularised"):
        settings = vars(Settings.of(STUDY, kind, "float32"))
        training = STUDY.training.model_dump(exclude={"precision"})
        assert settings.items() >= training.items()
