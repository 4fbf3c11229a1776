"""When the validation samples have said enough, and which epoch they speak for."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import stats

from denselab.settings import Settings
from denselab.study import Study
from denselab.training import learn
from denselab.training.evidence import Evidence, in_standard_errors

N = 200
#: Losses and hits of each epoch; whole losses make many of them equal.
epochs = st.integers(1, 25).flatmap(
    lambda n: st.tuples(
        hnp.arrays(float, (n, 8), elements=st.floats(0, 20, width=16) | st.integers(0, 3)),
        hnp.arrays(bool, (n, 8)),
    )
)


def listen(evidence, losses, hits):
    """Takes in epochs until it is enough; yields each epoch's number."""
    for epoch, measured in enumerate(zip(losses, hits, strict=True)):
        evidence.add(epoch, *measured)
        yield epoch
        if evidence.is_enough:
            return


def heard(losses, hits, patience=10):
    """The number of epochs and the kept one, from 0."""
    evidence = Evidence(patience)
    count = sum(1 for _ in listen(evidence, losses, hits))
    return count, evidence.best_epoch


def samples(seed, means, noise=0.3):
    """Losses, ``(epochs, N)``, of samples some of which are hard in every epoch."""
    rng = np.random.default_rng(seed)
    noises = rng.normal(0, noise, (len(means), N))
    noises -= noises.mean(axis=1, keepdims=True)  # the means are as asked
    return rng.gamma(0.5, 2.0, N) + np.asarray(means)[:, None] + noises


def right(counts):
    """Hits, ``(epochs, N)``, of so many samples."""
    return np.arange(N) < np.asarray(counts)[:, None]


@given(hnp.arrays(float, st.integers(2, 30), elements=st.floats(-10, 10)))
def test_differences_are_counted_as_in_students_paired_test(differences):
    mine = in_standard_errors(differences)
    if differences.std() > 1e-6:
        theirs = stats.ttest_rel(differences, np.zeros_like(differences)).statistic
        assert mine == pytest.approx(theirs, rel=1e-6, abs=1e-9)


@given(epochs, st.integers(0, 12))
def test_no_epoch_is_kept_whose_loss_is_beyond_noise_worse_than_the_lowest(measured, patience):
    losses, hits = measured
    evidence = Evidence(patience)
    for epoch in listen(evidence, losses, hits):
        lowest = losses[: epoch + 1].mean(axis=1).argmin()
        kept = evidence.best_epoch
        differences = losses[kept] - losses[lowest]
        error = differences.std(ddof=1) / math.sqrt(len(differences))
        assert differences.mean() <= error + 1e-9
        assert hits[kept].sum() >= hits[lowest].sum()


@given(epochs, st.integers(1, 12))
def test_training_ends_at_most_patience_after_an_improvement_and_at_least_a_third(
    measured, patience
):
    evidence, improved, kept = Evidence(patience), 0, 0
    losses, hits = measured
    for epoch in listen(evidence, losses, hits):
        lowest = losses[: epoch + 1].mean(axis=1).argmin()
        if epoch in (lowest, evidence.best_epoch):
            improved, kept = epoch, evidence.best_epoch
        assert evidence.best_epoch == kept
        assert evidence.is_enough or epoch - improved < patience
        if evidence.is_enough:
            assert epoch - improved >= patience / 3


@given(epochs, st.randoms(use_true_random=False))
def test_the_order_of_the_samples_says_nothing(measured, random):
    order = list(range(8))
    random.shuffle(order)
    losses, hits = (np.round(2 * part) for part in measured)  # sums are exact in any order
    assert heard(losses, hits > 0) == heard(losses[:, order], hits[:, order] > 0)


@pytest.mark.parametrize("seed", range(5))
def test_a_level_loss_is_waited_for_as_long_as_patience_says(seed):
    level = [0.5, *np.linspace(0, 0.01, 20)]
    assert heard(samples(seed, level), right([150] * 21), patience=6) == (2 + 6, 1)


@pytest.mark.parametrize("seed", range(5))
def test_learning_by_heart_is_waited_for_a_third_as_long(seed):
    rising = [0.5, 0.0, *np.linspace(0.1, 0.5, 20)]
    assert heard(samples(seed, rising), right([150] * 22), patience=6) == (2 + 2, 1)


@pytest.mark.parametrize("seed", range(5))
def test_where_losses_are_level_the_accuracy_decides(seed):
    level, hits = [0.5, 0.0, 0.001, 0.002, *[0.5] * 20], [120, 150, 160, 156, *[150] * 20]
    assert heard(samples(seed, level), right(hits)) == (4 + 9, 2)  # these stumble


@pytest.mark.parametrize("seed", range(5))
def test_a_better_accuracy_excuses_no_loss(seed):
    rising, growing = [0.5, 0.0, *np.linspace(0.1, 0.5, 20)], [100, 150, *range(152, 192, 2)]
    assert heard(samples(seed, rising), right(growing), patience=6) == (2 + 2, 1)


@pytest.mark.parametrize("seed", range(5))
def test_an_epoch_that_is_worse_in_both_has_only_stumbled(seed):
    rising, falling = [0.5, 0.0, *np.linspace(0.1, 0.5, 20)], [100, 150, *[140] * 20]
    assert heard(samples(seed, rising), right(falling), patience=6) == (2 + 6, 1)


@pytest.mark.parametrize("seed", range(5))
def test_an_accuracy_that_is_hardly_better_moves_nothing(seed):
    level, hits = [0.5, 0.0, *[0.001] * 20], [100, 150, *[151] * 20]
    assert heard(samples(seed, level), right(hits))[1] == 1


def test_without_patience_the_first_epoch_that_is_no_better_is_the_last():
    assert heard(samples(0, [0.5, 0.4, 0.6, 0.1]), right([150] * 4), patience=0) == (3, 1)


def test_a_loss_that_is_no_number_is_never_kept():
    losses = samples(0, [0.5, 0.4, 0.3])
    losses[0], losses[2] = math.nan, math.inf
    assert heard(losses, right([150, 150, 200])) == (3, 1)
    assert heard(losses[:1], right([150])) == (1, None)


def test_what_it_remembers_can_be_kept_in_a_checkpoint():
    evidence = Evidence(3)
    evidence.add(0, *samples(0, [0.5]), *right([150]))
    for value in vars(evidence).values():
        assert type(value) is int or {type(v) for v in value} == {np.ndarray}


SETTINGS = Settings.of(
    Study(network={"widths": [16]}, training={"stop": "evidence", "learning_rate": 0.02}),
    "regularised",
    "float32",
)


@pytest.mark.parametrize("averaging", [0.0, 0.9])
def test_the_network_has_the_weights_of_the_kept_epoch(arrays, averaging):
    """Its figures are measured anew by plain Keras."""
    learned = learn(replace(SETTINGS, patience=4, epochs=40, averaging=averaging), arrays)
    losses, accuracies = (learned.history[name] for name in ("val_loss", "val_accuracy"))
    assert len(losses) < 40
    kept, lowest = learned.kept_epoch - 1, int(np.argmin(losses))
    assert accuracies[kept] >= accuracies[lowest]
    said = learned.network.predict(arrays.x_validation / np.float32(255), verbose=0)
    loss = -np.log(said[np.arange(len(said)), arrays.y_validation]).mean()
    assert loss == pytest.approx(losses[kept], rel=1e-4)
    assert (said.argmax(axis=1) == arrays.y_validation).mean() == pytest.approx(accuracies[kept])
    assert learned.best["val_loss"] == losses[kept]


@pytest.mark.parametrize("schedule", ["constant", "plateau"])
def test_until_it_ends_training_goes_as_by_the_validation_loss(arrays, schedule):
    patient = replace(
        SETTINGS, patience=100, epochs=20, learning_rate=0.05, dropout=0.0, schedule=schedule
    )
    mine, theirs = learn(patient, arrays), learn(replace(patient, stop="val_loss"), arrays)
    assert mine.history.keys() == theirs.history.keys()
    for name, curve in theirs.history.items():
        np.testing.assert_allclose(mine.history[name], curve, rtol=1e-5, err_msg=name)
    halved = len(set(mine.history["learning_rate"])) > 1
    assert halved == (schedule == "plateau")


def test_a_network_whose_loss_is_no_number_keeps_its_last_weights(arrays):
    hopeless = replace(SETTINGS, optimizer="sgd", learning_rate=1e30, dropout=0.0)
    with pytest.warns(UserWarning, match="training stopped"):
        learned = learn(hopeless, arrays)
    assert learned.kept_epoch == len(learned.history["loss"])
