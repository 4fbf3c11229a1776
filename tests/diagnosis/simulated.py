"""Learning curves whose truth is known: noise-free shapes, and the noise laid over them."""

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


def white(rng, n):
    """Normal noise, every epoch for itself."""
    return rng.normal(size=n)


def heavy(rng, n):
    """Noise with heavier tails than the normal one."""
    return rng.standard_t(4, size=n) / np.sqrt(2)


def correlated(rng, n):
    """Noise of which three tenths carry over to the next epoch."""
    noise = rng.normal(size=n)
    for i in range(1, n):
        noise[i] = 0.3 * noise[i - 1] + np.sqrt(1 - 0.3**2) * noise[i]
    return noise


def spiky(rng, n):
    """Normal noise, and now and then an epoch that is far off."""
    noise, struck = rng.normal(size=n), rng.random(n) < 0.06
    return noise + struck * rng.uniform(4, 10, size=n)


OVERFITTING = [kink, saturating, bowl, vee, sudden]
HARMLESS = [exponential, power, flat, straight]
NOISES = [white, heavy, correlated, spiky]


def stopped(curve):
    """The curve as early stopping leaves it: cut `PATIENCE` epochs after its lowest value."""
    lowest = np.minimum.accumulate(curve)
    waited = np.arange(len(curve)) - [int(np.argmin(curve[: i + 1])) for i in range(len(curve))]
    ends = np.flatnonzero((waited >= PATIENCE) & (curve >= lowest))
    return curve[: ends[0] + 1] if len(ends) else curve


def history(val_loss, rng):
    """A history around such a curve: its training loss falls all the way."""
    t = np.arange(1, len(val_loss) + 1)
    loss = 0.5 * np.exp(-t / 4) + 0.1 / np.sqrt(t)
    loss *= 1 + 0.02 * rng.normal(size=len(t))
    accuracy = 1 - loss / 3
    return {
        "loss": loss.tolist(),
        "accuracy": accuracy.tolist(),
        "val_loss": np.asarray(val_loss).tolist(),
        "val_accuracy": (accuracy - 0.01).tolist(),
    }
