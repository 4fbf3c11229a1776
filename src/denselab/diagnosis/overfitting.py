"""Where a network begins to learn its training samples by heart.

The validation loss of an overfitting network falls, turns, and rises while the training loss
falls on. Two things make the turn hard to see. Both curves are noisy, and the lowest point of a
noisy curve is always followed by higher ones; so what comes after it must *lean* upward, too.
And early stopping leaves hardly ten epochs to judge by, too few for the validation loss alone.

But the training loss is evidence as well. Where it has come to rest, a validation loss that
seems to rise may be noise. Where it halves, and halves again, and new samples gain nothing,
what is being learnt is of no use for them. So each halving of the training loss after the turn
lowers the rise that is asked for by one standard deviation of chance; after three, it is enough
that the validation loss rises at all. A validation loss that falls is never overfitting,
however wide the gap to the training loss grows.
"""

from dataclasses import asdict, dataclass

import numpy as np

from denselab.diagnosis.curves import Trend, despiked, halvings, trend, turning_point
from denselab.diagnosis.finding import Finding
from denselab.diagnosis.record import Record

#: Fewer epochs than this after the turning point show no trend.
FEWEST_AFTER = 5
#: By how many standard deviations of chance the validation loss must rise, less one a halving of
#: the training loss. Calibrated on simulated curves that never rise: see the tests.
CLEAR = 2.5


@dataclass(frozen=True)
class Turn:
    """The epoch with the lowest validation loss once noise is smoothed away, and what follows."""

    turn: int  # that epoch, from 1
    epochs_after: int
    rising_pairs: float  # of any two epochs after it, how often the later one has the higher loss
    rising_pairs_needed: float  # more than this share is overfitting
    val_loss_at_turn: float  # with spikes removed, as the next three
    val_loss_after: float  # median of the epochs after it
    loss_at_turn: float
    loss_at_end: float


def read(record: Record) -> Finding:
    """The onset of overfitting, or that none is to be seen."""
    turn = turning_point(record.val_loss)
    if len(record) - turn - 1 < FEWEST_AFTER:
        evidence = {"turn": turn + 1, "epochs_after": len(record) - turn - 1}
        return Finding(record.model, "no_overfitting", None, evidence, _too_late(record, turn))
    after = trend(record.val_loss[turn + 1 :])
    learnt = halvings(record.loss[turn:])
    facts = _facts(record, turn, after, needed=max(0.0, CLEAR - max(0.0, learnt)))
    if facts.rising_pairs <= facts.rising_pairs_needed:
        return Finding(record.model, "no_overfitting", None, asdict(facts), _steady(facts))
    if learnt <= 0:
        return Finding(record.model, "no_overfitting", None, asdict(facts), _unstable(facts))
    says = _overfits(facts, clearly=after.score > CLEAR)
    return Finding(record.model, "overfitting", facts.turn, asdict(facts), says)


def _facts(record: Record, turn: int, after: Trend, needed: float) -> Turn:
    val_loss, loss = despiked(record.val_loss), despiked(record.loss)
    return Turn(
        turn=turn + 1,
        epochs_after=len(record) - turn - 1,
        rising_pairs=after.rising_pairs,
        rising_pairs_needed=0.5 + needed * after.chance,
        val_loss_at_turn=float(val_loss[turn]),
        val_loss_after=float(np.median(val_loss[turn + 1 :])),
        loss_at_turn=float(loss[turn]),
        loss_at_end=float(loss[-1]),
    )


def _overfits(turn: Turn, clearly: bool) -> str:
    says = (
        f"Overfitting begins at epoch {turn.turn}: the validation loss is "
        f"{turn.val_loss_at_turn:.3g} there and typically {turn.val_loss_after:.3g} in the "
        f"{turn.epochs_after} epochs after it, while the training loss falls from "
        f"{turn.loss_at_turn:.3g} to {turn.loss_at_end:.3g}. "
    )
    if clearly:
        return says + (
            f"Of any two of these epochs the later one has the higher validation loss in "
            f"{turn.rising_pairs:.0%} of cases, where noise would make it half of them: the "
            f"network now learns its training samples by heart rather than what they have in "
            f"common."
        )
    return says + (
        "A network that still learnt what its training samples have in common would have done "
        "better on new ones, too: this one learns them by heart."
    )


def _steady(turn: Turn) -> str:
    return (
        f"No overfitting is to be seen: of any two of the {turn.epochs_after} epochs after the "
        f"lowest point at epoch {turn.turn}, the later one has the higher validation loss in "
        f"{turn.rising_pairs:.0%} of cases. Noise alone makes it about half; with a training loss "
        f"that goes from {turn.loss_at_turn:.3g} to {turn.loss_at_end:.3g}, more than "
        f"{turn.rising_pairs_needed:.0%} would be a rise."
    )


def _unstable(turn: Turn) -> str:
    return (
        f"After epoch {turn.turn} the validation loss rises, but the training loss does not fall "
        f"meanwhile: it goes from {turn.loss_at_turn:.3g} to {turn.loss_at_end:.3g}. That is not "
        f"overfitting, for nothing is learnt: training has become unstable, and smaller steps, by "
        f"a smaller learning rate, would help."
    )


def _too_late(record: Record, turn: int) -> str:
    return (
        f"No overfitting is to be seen: the validation loss was near its lowest in epoch "
        f"{turn + 1} of {len(record)}, so late that too few epochs follow to tell a rise from "
        f"noise."
    )
