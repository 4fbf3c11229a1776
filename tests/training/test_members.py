"""Networks of the same settings, each from a seed of its own."""

from dataclasses import replace

import numpy as np
import pytest

from denselab.prep.encoding import Scaled
from denselab.settings import Settings
from denselab.study import Study
from denselab.training import Arrays, Checkpoint, Plan, learn, train_members

#: Dropout, distortions, averaging and class weights: what a stack must do for each by itself.
STUDY = Study(
    network={"widths": [16], "dropout": 0.3},
    augmentation={"preset": "digits"},
    training={"averaging": 0.9, "schedule": "cosine", "class_weight": "balanced", "epochs": 2},
)
SETTINGS = Settings.of(STUDY, "regularised", "float32")


@pytest.fixture
def arrays(mnist_5k_splits):
    x, y = mnist_5k_splits.x_train[::8], mnist_5k_splits.y_train[::8]
    rows = x.reshape(len(x), -1)
    return Arrays(rows, y, rows[:9], y[:9], Scaled(1 / 255), mnist_5k_splits.classes, (28, 28))


def weights(networks):
    return [array for network in networks for array in network.get_weights()]


def test_a_stack_is_its_members_trained_alone(tmp_path, arrays):
    told = []
    alone, stacked = (
        train_members(
            Plan(SETTINGS, arrays, 2),
            [5, 6],
            tmp_path / str(stacked),
            on_epoch=lambda member, epoch, logs: told.append((member, epoch, logs.get("loss"))),
            stacked=stacked,
        )
        for stacked in (False, True)
    )
    for one, other in zip(weights(alone), weights(stacked), strict=True):
        np.testing.assert_allclose(one, other, atol=1e-5)
    assert np.abs(alone[0].get_weights()[0] - alone[1].get_weights()[0]).max() > 0.01
    losses = dict(sorted((key[:2], []) for key in told))
    for member, epoch, loss in told:
        losses[member, epoch].append(loss)
    assert set(losses) == {(member, epoch) for member in (0, 1) for epoch in (0, 1, 2)}
    for once, again in (both for (_, epoch), both in losses.items() if epoch):
        assert once == pytest.approx(again, rel=1e-4)


def test_a_stack_follows_the_rates_that_validation_gave(tmp_path, arrays):
    settings = replace(SETTINGS, schedule="plateau", averaging=0.0)
    plan = Plan(settings, arrays, 3, learning_rates=[1e-3, 5e-4, 0.0])
    after = {}
    for stacked in (False, True):
        networks = train_members(
            plan, [5, 6], tmp_path / str(stacked), on_epoch=lambda *_: None, stacked=stacked
        )
        after[stacked] = weights(networks)
    for one, other in zip(*after.values(), strict=True):
        np.testing.assert_allclose(one, other, atol=1e-5)
    faster = replace(plan, learning_rates=[1e-3, 1e-3, 1e-3])
    others = train_members(faster, [5, 6], tmp_path, on_epoch=lambda *_: None, stacked=True)
    assert np.abs(weights(others)[0] - after[True][0]).max() > 1e-3


def test_a_stack_broken_off_and_continued_is_never_interrupted(tmp_path, arrays, monkeypatch):
    def kept_at_once(plan, file, seeds):
        return Checkpoint(file, {"seeds": list(seeds)}, interval=0)

    def train(folder, on_epoch):
        plan = Plan(replace(SETTINGS, epochs=5), arrays, 5)
        return train_members(plan, [5, 6], folder, on_epoch=on_epoch, stacked=True)

    def break_off(member, epoch, figures):
        if (member, epoch) == (1, 3):
            raise KeyboardInterrupt

    monkeypatch.setattr(Plan, "checkpoint", kept_at_once)
    uninterrupted = train(tmp_path / "whole", lambda *_: None)
    with pytest.raises(KeyboardInterrupt):
        train(tmp_path / "broken", break_off)
    epochs = []
    continued = train(tmp_path / "broken", lambda member, epoch, _: epochs.append(epoch))
    assert epochs == [0, 0, 3, 3, 4, 4, 5, 5]
    for one, other in zip(weights(uninterrupted), weights(continued), strict=True):
        assert np.array_equal(one, other)


def test_one_member_of_all_epochs_is_what_learn_gives(tmp_path, arrays):
    """Nothing is different but that nothing is validated."""
    settings = replace(SETTINGS, class_weight="none", averaging=0.0, stop="never")
    plan = Plan(settings, arrays, settings.epochs)
    (member,) = train_members(plan, [7], tmp_path, on_epoch=lambda *_: None)
    expected = learn(settings, arrays, seed=7).network
    for one, other in zip(member.get_weights(), expected.get_weights(), strict=True):
        assert np.array_equal(one, other)
