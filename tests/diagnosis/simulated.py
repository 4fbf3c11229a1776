"""Learning curves whose truth is known: noise-free shapes, and the noise laid over them.

Shapes, noises and training losses are those of the networks of an exploration, trained on
MNIST, Fashion-MNIST and mnist-5k far beyond the epoch at which early stopping ends: the
validation loss of plain ones jumps by a tenth at first and by a hundredth later, that of the
others by 0.3 to 6% all the time, and hardly anything of it carries over to the next epoch.
"""

import numpy as np

EPOCHS = 60
PATIENCE = 10


def kink(rng, t, turn):
    """Falls exponentially; a straight rise sets in at the turn."""
    fall = 0.5 * np.exp(-(t - 1) / rng.uniform(0.15, 0.4) / turn)
    return 0.08 + fall + rng.uniform(0.003, 0.012) * np.maximum(0, t - turn)


def saturating(rng, t, turn):
    """Falls exponentially; the rise after the turn comes to rest on a higher level."""
    fall = 0.5 * np.exp(-(t - 1) / rng.uniform(0.2, 0.4) / turn)
    rise = 1 - np.exp(-np.maximum(0, t - turn) / rng.uniform(5, 20))
    return 0.08 + fall + 0.08 * rise


def bowl(rng, t, turn):
    """Smooth, with a wide flat bottom."""
    return 0.1 * (1 + rng.uniform(0.3, 1) * np.log(t / turn) ** 2)


def vee(rng, t, turn):
    """Two straight lines, the falling one steeper."""
    falling, rising = rng.uniform(0.01, 0.03), rng.uniform(0.004, 0.015)
    return 0.08 + np.where(t < turn, (turn - t) * falling, (t - turn) * rising)


def sudden(rng, t, turn):
    """Is down within a few epochs and rises slowly for the rest, as plain networks do."""
    early = 1 + turn % 6
    fall = rng.uniform(0.1, 1) * np.exp(-3 * (t - 1) / early)
    return 0.1 + fall + rng.uniform(0.004, 0.015) * np.maximum(0, t - early)


def exponential(rng, t):
    """Falls and stays down."""
    return 0.08 + 0.5 * np.exp(-(t - 1) / rng.uniform(0.5, 12))


def power(rng, t):
    """Falls ever more slowly, and never stops."""
    return 0.4 * t ** -rng.uniform(0.2, 1) + rng.uniform(0, 0.2)


def flat(rng, t):
    """Has been down from the first epoch on."""
    return np.full_like(t, 0.1)


def straight(rng, t):
    """Falls as fast at the end as at the beginning."""
    return 0.5 - 0.003 * t


def plateau(rng, t):
    """Falls in a straight line for five epochs and stays down."""
    return 0.1 * (1 + np.maximum(0, 5 - t) * rng.uniform(0.2, 1.2))


def crawling(rng, t):
    """Falls so slowly that its time constant is longer than the whole training."""
    return np.exp(-(t - 1) / rng.uniform(0.8, 3) / len(t))


def unfinished(rng, t):
    """Has most of its way behind it when the epochs run out, and some before it."""
    return 0.1 + 0.9 * np.exp(-(t - 1) / rng.uniform(0.2, 0.35) / len(t))


def white(rng, n):
    """Normal noise, every epoch for itself."""
    return rng.normal(size=n)


def heavy(rng, n):
    """Noise with heavier tails than the normal one."""
    return rng.standard_t(4, size=n) / np.sqrt(2)


def correlated(rng, n):
    """Noise of which two tenths carry over to the next epoch, as at most on real networks."""
    noise = rng.normal(size=n)
    for i in range(1, n):
        noise[i] = 0.2 * noise[i - 1] + np.sqrt(1 - 0.2**2) * noise[i]
    return noise


def spiky(rng, n):
    """Normal noise, and now and then an epoch that is far off."""
    noise, struck = rng.normal(size=n), rng.random(n) < 0.06
    return noise + struck * rng.uniform(4, 10, size=n)


def settling(rng, n):
    """Normal noise that is four times as large in the first epochs as in the last."""
    return rng.normal(size=n) * (1 + 3 * np.exp(-np.arange(n) / 5))


OVERFITTING = [kink, saturating, bowl, vee, sudden]
HARMLESS = [exponential, power, flat, straight]
NOISES = [white, heavy, correlated, spiky, settling]


def stopped(curve):
    """The curve as early stopping leaves it: cut `PATIENCE` epochs after its lowest value."""
    lowest = np.minimum.accumulate(curve)
    epochs = np.arange(len(curve))
    best = np.maximum.accumulate(np.where(np.diff(lowest, prepend=lowest[0]) < 0, epochs, 0))
    ends = np.flatnonzero(epochs - best >= PATIENCE)
    return curve[: ends[0] + 1] if len(ends) else curve


def training(clean, rng, by_heart):
    """The training loss of a network whose validation loss is `clean` but for its noise.

    It falls as the validation loss does, if faster, and a little for ever: single-layer networks
    and those with a low learning rate lose 0.3 to 1.2% of it an epoch while they rest. Networks
    that learn by heart lose 5% of it with dropout, 30% without.
    """
    lost = rng.uniform(0.04, 0.35) if by_heart else rng.uniform(0.002, 0.012)
    falling = np.minimum.accumulate(clean) ** rng.uniform(1, 2)
    noise = 1 + 0.02 * rng.normal(size=len(clean))
    return falling * (1 - lost) ** np.arange(len(clean)) * noise


def halving(rng, t, every):
    """A training loss that halves every so many epochs, whatever the validation loss does."""
    return 0.3 * 0.5 ** (t / every) * (1 + 0.02 * rng.normal(size=len(t)))


def history(val_loss, loss):
    """A history with these losses, ``(epochs,)`` each."""
    accuracy = 1 - np.minimum(loss, 3) / 3
    return {
        "loss": np.asarray(loss).tolist(),
        "accuracy": accuracy.tolist(),
        "val_loss": np.asarray(val_loss).tolist(),
        "val_accuracy": (accuracy - 0.01).tolist(),
    }
