import functools
from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from denselab.diagnosis import diagnose
from denselab.prep import Pixels
from denselab.settings import Settings
from denselab.study import Study
from denselab.training import Arrays, learn
from tests.diagnosis import simulated as sim

SEEDS = range(150)
T = np.arange(1.0, sim.EPOCHS + 1)

# Validation and training losses of an exploration of MNIST, until its early stopping.
MNIST_MLP = {
    "val_loss": [.1296, .1239, .0854, .0676, .0866, .0713, .0933, .0768, .0796, .0823, .1011, .1000,
                 .1042, .1110],
    "loss": [.2567, .0954, .0611, .0424, .0305, .0221, .0157, .0123, .0093, .0071, .0054, .0041,
             .0037, .0026],
}  # fmt: skip
MNIST_MLP_ANOTHER_SEED = {
    "val_loss": [.1345, .0931, .1007, .0773, .1169, .0791, .0745, .0997, .0903, .0943, .0876, .0951,
                 .1144, .1050, .1023, .1033, .0993],
    "loss": [.2623, .0962, .0603, .0424, .0308, .0209, .0158, .0124, .0092, .0073, .0050, .0038,
             .0035, .0018, .0013, .0006, .0001],
}  # fmt: skip
# Of explorations of mnist-5k whose rise single epochs that are far off nearly hide.
MNIST_5K_MLP = [
    {
        "val_loss": [.4386, .3471, .2623, .2872, .2398, .2219, .2069, .2032, .2024, .1863, .2483,
                 .2012, .2098, .2816, .2191, .2191, .2337, .2412, .2373, .2412],
        "loss": [.8592, .3682, .2562, .1966, .1461, .1188, .0773, .0619, .0406, .0367, .0255,
                 .0180, .0096, .0211, .0054, .0020, .0014, .0010, .0008, .0006],
    },
    {
        "val_loss": [.5364, .3824, .2611, .2663, .2334, .2219, .5859, .2128, .2225, .2617, .2259,
                 .2312, .2231, .2361, .2356, .2450, .2528, .2474],
        "loss": [.8936, .3554, .2480, .1740, .1335, .1089, .0636, .0560, .0316, .0372, .0117,
                 .0398, .0048, .0025, .0020, .0013, .0010, .0008],
    },
    {
        "val_loss": [.6519, .4819, .3747, .2706, .2948, .2957, .2563, .2928, .2874, .2513, .2566,
                 .3003, .2631, .3507, .2853, .3039, .2972, .3034, .3078, .3112],
        "loss": [.8632, .3520, .2386, .1690, .1267, .0971, .0829, .0405, .0361, .0265, .0207,
                 .0111, .0098, .0035, .0093, .0020, .0013, .0008, .0006, .0005],
    },
]  # fmt: skip
MNIST_LOW_LEARNING_RATE = {  # its last 20 epochs
    "val_loss": [.0683, .0684, .0681, .0681, .0684, .0696, .0675, .0680, .0684, .0673, .0672, .0680,
                 .0675, .0690, .0688, .0702, .0699, .0682, .0695, .0676, .0686],
    "loss": [.0413, .0427, .0418, .0410, .0398, .0390, .0393, .0390, .0367, .0365, .0357, .0364,
             .0347, .0349, .0330, .0332, .0352, .0344, .0330, .0325, .0319],
}  # fmt: skip


def reading(val_loss, loss):
    found = diagnose("mlp", sim.history(val_loss, np.asarray(loss)), n_validation=1000)
    return next(f for f in found if f.kind in ("overfitting", "no_overfitting"))


def alarms(shape, noise, *, stopped=True, by_heart=False):
    """The share of curves of a harmless shape that are called overfitting."""
    called = 0
    for seed in SEEDS[:100]:
        rng = np.random.default_rng(seed)
        clean = shape(rng, T)
        loss = sim.training(clean, rng, by_heart)
        curve = clean * np.maximum(0.1, 1 + rng.uniform(0.003, 0.06) * noise(rng, len(T)))
        curve = sim.stopped(curve) if stopped else curve
        called += reading(curve, loss[: len(curve)]).kind == "overfitting"
    return called / 100


def overfitting_curves(shape, noise):
    """Curves as early stopping leaves them, with all onsets that their noise allows.

    The noise is 1 to 5% of the loss. Where the bottom is so flat that a whole stretch lies
    within the noise of the lowest point, any epoch of it is as good. Curves that end before
    they have risen by twice their noise show nothing yet and are left out.
    """
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        clean = shape(rng, T, int(rng.integers(3, 26)))
        loss = sim.training(clean, rng, by_heart=True)
        level = rng.uniform(0.01, 0.05)
        curve = sim.stopped(clean * (1 + level * noise(rng, len(T))))
        turn = int(clean.argmin())
        if clean[: len(curve)][-1] < clean[turn] * (1 + 2 * level) or len(curve) < turn + 2:
            continue
        flat = np.flatnonzero(clean <= clean[turn] * (1 + level))
        allowed = range(min(flat[0], turn - 1) + 1, max(flat[-1], turn + 1) + 2)
        yield curve, loss[: len(curve)], allowed


@functools.cache
def onsets(shape, noise):
    """Of each curve whether an onset was found, and whether it is the true one."""
    read = [
        (reading(curve, loss).epoch, allowed)
        for curve, loss, allowed in overfitting_curves(shape, noise)
    ]
    assert len(read) > 100
    return np.array([(epoch is not None, epoch in allowed) for epoch, allowed in read])


@pytest.mark.parametrize("noise", sim.NOISES)
@pytest.mark.parametrize("shape", sim.OVERFITTING)
def test_an_onset_that_is_found_is_the_true_one(shape, noise):
    found, right = onsets(shape, noise).T
    assert right[found].mean() >= 0.92


@pytest.mark.parametrize("noise", sim.NOISES)
def test_the_true_onset_is_found(noise):
    shares = [onsets(shape, noise)[:, 1].mean() for shape in sim.OVERFITTING]
    assert np.mean(shares) >= 0.86
    assert min(shares) >= 0.72  # most are missed where the bottom is wide or the noise spiky


@functools.cache
def distances(shape, noise):
    """From the true onset to the one found, in epochs, on curves that are seen to their end."""
    found = []
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        clean = shape(rng, T, int(rng.integers(3, 26)))
        loss = sim.training(clean, rng, by_heart=True)
        onset = reading(clean * (1 + rng.uniform(0.01, 0.05) * noise(rng, len(T))), loss).epoch
        found.append(abs(onset - 1 - int(clean.argmin())) if onset else len(T))
    return np.array(found)


def test_seen_long_enough_the_onset_is_found_within_an_epoch():
    """Of all curves; half of the misses are on wide flat bottoms, where noise moves the lowest."""
    every = np.concatenate([distances(s, n) for s, n in product(sim.OVERFITTING, sim.NOISES)])
    assert (every <= 1).mean() >= 0.9
    assert (every < len(T)).mean() >= 0.99


@pytest.mark.parametrize("noise", sim.NOISES)
def test_seen_long_enough_a_turn_that_is_sharp_is_found_within_an_epoch(noise):
    sharp = np.concatenate([distances(shape, noise) for shape in (sim.kink, sim.vee, sim.sudden)])
    assert (sharp <= 1).mean() >= 0.93


@pytest.mark.parametrize("stopped", [True, False])
@pytest.mark.parametrize("noise", sim.NOISES)
@pytest.mark.parametrize("shape", sim.HARMLESS)
def test_there_is_hardly_ever_a_false_alarm(shape, noise, stopped):
    assert alarms(shape, noise, stopped=stopped) <= 0.05


@pytest.mark.parametrize("stopped", [True, False])
@pytest.mark.parametrize("noise", sim.NOISES)
def test_a_plateau_is_no_overfitting_however_fast_the_training_loss_falls(noise, stopped):
    called = []
    for seed, every, level in product(range(40), [3, 6, 12], [0.01, 0.03, 0.07]):
        rng = np.random.default_rng([seed, every, round(100 * level)])
        curve = sim.plateau(rng, T) * np.maximum(0.1, 1 + level * noise(rng, len(T)))
        curve = sim.stopped(curve) if stopped else curve
        loss = sim.halving(rng, T, every)[: len(curve)]
        called.append(reading(curve, loss).kind == "overfitting")
    assert np.mean(called) <= 0.05


@pytest.mark.parametrize("noise", sim.NOISES)
@pytest.mark.parametrize("shape", [sim.power, sim.straight])
def test_a_gap_that_grows_is_no_overfitting_while_validation_improves(shape, noise):
    assert alarms(shape, noise, stopped=False, by_heart=True) <= 0.05


@pytest.mark.parametrize("epochs", [5, 6, 8, 10, 15])
def test_short_histories_raise_no_false_alarm_either(epochs):
    called = 0
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        loss = sim.training(np.full(epochs, 0.1), rng, by_heart=False)
        curve = 0.1 * (1 + 0.03 * rng.normal(size=epochs))
        called += reading(curve, loss).kind == "overfitting"
    assert called / len(SEEDS) <= 0.05


def test_the_more_the_training_loss_falls_the_less_need_the_validation_loss_rise():
    val_loss = MNIST_MLP_ANOTHER_SEED["val_loss"]
    resting = reading(val_loss, 0.1 * 0.99 ** np.arange(17))
    falling = reading(val_loss, 0.1 * 0.6 ** np.arange(17))
    assert resting.kind == "no_overfitting"
    assert falling.kind == "overfitting"
    assert falling.evidence["rise"] == resting.evidence["rise"]
    assert falling.evidence["rise_needed"] < resting.evidence["rise_needed"]
    assert "That alone might be noise" in falling.says


def test_what_learns_on_while_validation_loss_stays_is_told_as_that():
    loss = 0.3 * 0.5 ** (T[:20] / 3)
    found = reading(0.1 * (1 + 0.02 * np.random.default_rng(1).normal(size=20)), loss)
    assert found.kind == "no_overfitting"
    assert "gained nothing that carries over" in found.says
    assert "to 0.00" in found.says
    assert "overfitting begins" not in found.says.lower()


@pytest.mark.parametrize("turn", [1, 2, 3, 10])
def test_without_noise_the_onset_is_off_by_one_at_most(turn):
    t = np.arange(1, 21)
    found = reading(0.1 * 1.05 ** np.abs(t - turn), 0.1 * 0.98**t)
    assert found.kind == "overfitting"
    assert abs(found.epoch - turn) <= 1
    assert found.evidence["concordant_pairs"] == 1
    assert f"begins at epoch {found.epoch}" in found.says
    assert "in 100% of cases" in found.says


@pytest.mark.parametrize("lost", [0.005, 0.3])
@pytest.mark.parametrize("curve", [np.full(20, 0.1), np.linspace(1, 0.1, 20)])
def test_without_noise_what_does_not_rise_is_not_called_overfitting(curve, lost):
    assert reading(curve, (1 - lost) ** np.arange(20)).kind == "no_overfitting"


@pytest.mark.parametrize("epochs", [1, 2, 3, 4, 5])
def test_a_few_epochs_are_too_few_to_tell(epochs):
    found = reading(np.linspace(0.1, 0.5, epochs), 0.5 ** np.arange(epochs))
    assert found.kind == "no_overfitting"
    assert "too few epochs" in found.says


def test_where_training_loss_rises_too_it_is_not_overfitting():
    curve = 0.1 + 0.01 * np.abs(np.arange(20) - 5)
    found = reading(curve, 1.1 * curve)
    assert found.kind == "no_overfitting"
    assert "does not fall meanwhile" in found.says


@pytest.mark.parametrize(
    ("curves", "onsets"), [(MNIST_MLP, (4, 5)), (MNIST_MLP_ANOTHER_SEED, (6, 7))]
)
def test_the_plain_network_on_mnist_overfits_from_its_lowest_validation_loss_on(curves, onsets):
    found = reading(**curves)
    assert found.kind == "overfitting"
    assert found.epoch in onsets
    assert "the training loss falls from" in found.says


@pytest.mark.parametrize("curves", MNIST_5K_MLP)
def test_a_rise_is_seen_behind_single_epochs_that_are_far_off(curves):
    found = reading(**curves)
    assert found.kind == "overfitting"
    assert abs(found.epoch - 1 - np.argmin(curves["val_loss"])) <= 2
    assert "without the epochs that are far off" in found.says


def test_a_network_that_learns_slowly_and_comes_to_rest_does_not():
    assert reading(**MNIST_LOW_LEARNING_RATE).kind == "no_overfitting"


@pytest.fixture(scope="module")
def digits(mnist_5k_splits):
    """Four hundred digits to learn by heart, 800 that tell."""
    splits = mnist_5k_splits
    pixels = Pixels().fit(splits.x_train)
    return Arrays(
        x_train=pixels.inputs(splits.x_train[::8]),
        y_train=splits.y_train[::8].astype(np.int32),
        x_validation=pixels.inputs(splits.x_validation),
        y_validation=splits.y_validation.astype(np.int32),
        encoding=pixels.encoding_,
        classes=splits.classes,
    )


@pytest.mark.parametrize(
    ("kind", "epochs", "overfits"), [("mlp", 60, True), ("mlp", 8, False), ("slp", 40, False)]
)
def test_a_real_network_overfits_unless_it_is_too_small_or_stopped_in_time(
    digits, kind, epochs, overfits
):
    settings = replace(
        Settings.of(Study(), kind, "float32"),
        widths=(128,) if kind == "mlp" else (),
        optimizer="adam",
        batch_size=32,
        epochs=epochs,
    )
    history = learn(settings, digits).history
    found = reading(history["val_loss"], history["loss"])
    assert found.kind == ("overfitting" if overfits else "no_overfitting")
    if overfits:
        assert abs(found.epoch - 1 - np.argmin(history["val_loss"])) <= 3
