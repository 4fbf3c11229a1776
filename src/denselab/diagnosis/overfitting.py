"""Where a network begins to learn its training samples by heart.

The validation loss of an overfitting network falls, turns, and rises while the training loss
falls on. Both curves are noisy, and the lowest point of a noisy curve is always followed by
higher ones; so the onset is the lowest point of the *smoothed* curve, and it counts only where
the rise after it is steep beyond its own standard error.
"""

from dataclasses import asdict, dataclass

from denselab.diagnosis.curves import Slope, despiked, noise, slope_after, turning_point
from denselab.diagnosis.finding import Finding
from denselab.diagnosis.record import Record

#: Fewer epochs than this after the turning point show no trend.
FEWEST_AFTER = 4


@dataclass(frozen=True)
class Turn:
    """The epoch with the lowest validation loss once noise is smoothed away, and what follows."""

    turn: int  # that epoch, from 1
    epochs_after: int
    noise: float  # standard deviation of the validation loss about its trend, share of it
    slope: float  # by what share it rises each epoch after the turn
    slope_error: float  # standard error of that slope
    val_loss_at_turn: float  # these four with spikes removed
    val_loss_at_end: float
    loss_at_turn: float
    loss_at_end: float


def read(record: Record) -> Finding:
    """The onset of overfitting, or that none is to be seen."""
    turn = turning_point(record.val_loss)
    if len(record) - turn - 1 < FEWEST_AFTER:
        evidence = {"turn": turn + 1, "epochs_after": len(record) - turn - 1}
        return Finding(record.model, "no_overfitting", None, evidence, _too_late(record, turn))
    after = slope_after(record.val_loss, turn)
    facts = _facts(record, turn, after)
    if not after.rises:
        return Finding(record.model, "no_overfitting", None, asdict(facts), _steady(facts))
    if slope_after(record.loss, turn).rises:
        return Finding(record.model, "no_overfitting", None, asdict(facts), _unstable(facts))
    return Finding(record.model, "overfitting", facts.turn, asdict(facts), _overfits(facts))


def _facts(record: Record, turn: int, after: Slope) -> Turn:
    val_loss, loss = despiked(record.val_loss), despiked(record.loss)
    return Turn(
        turn=turn + 1,
        epochs_after=len(record) - turn - 1,
        noise=noise(record.val_loss),
        slope=after.slope,
        slope_error=after.error,
        val_loss_at_turn=float(val_loss[turn]),
        val_loss_at_end=float(val_loss[-1]),
        loss_at_turn=float(loss[turn]),
        loss_at_end=float(loss[-1]),
    )


def _overfits(turn: Turn) -> str:
    return (
        f"Overfitting begins at epoch {turn.turn}: from there the validation loss rises from "
        f"{turn.val_loss_at_turn:.3g} to {turn.val_loss_at_end:.3g}, {turn.slope:.1%} an epoch, "
        f"which its noise of ±{turn.noise:.1%} cannot explain. The training loss goes from "
        f"{turn.loss_at_turn:.3g} to {turn.loss_at_end:.3g} meanwhile, so the network now learns "
        f"its training samples by heart rather than what they have in common."
    )


def _steady(turn: Turn) -> str:
    return (
        f"No overfitting is to be seen: in the {turn.epochs_after} epochs after its lowest "
        f"point at epoch {turn.turn} the validation loss does not rise beyond its own noise of "
        f"±{turn.noise:.1%} from epoch to epoch."
    )


def _unstable(turn: Turn) -> str:
    return (
        f"After epoch {turn.turn} the validation loss rises by {turn.slope:.1%} an epoch, but the "
        f"training loss rises with it, from {turn.loss_at_turn:.3g} to {turn.loss_at_end:.3g}. "
        f"That is not overfitting, it is training that has become unstable: smaller steps, by a "
        f"smaller learning rate, would help."
    )


def _too_late(record: Record, turn: int) -> str:
    return (
        f"No overfitting is to be seen: the validation loss was near its lowest in epoch "
        f"{turn + 1} of {len(record)}, so late that too few epochs follow to tell a rise from "
        f"noise."
    )
