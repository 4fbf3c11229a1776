"""Which settings of a study each of its networks gets."""

from denselab.settings import Settings
from denselab.study import Study

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
