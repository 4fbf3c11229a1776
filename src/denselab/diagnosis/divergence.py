"""Training that went astray instead of getting better."""

import numpy as np

from denselab.diagnosis import advice
from denselab.diagnosis.finding import Finding
from denselab.diagnosis.record import Record

#: Training has diverged when its last losses all exceed the first one so many times.
EXPLODED = 2.0
CURE = "A smaller learning rate is the usual cure."
#: By how much smaller.
SLOWER = 0.1


def first_unusable(record: Record) -> int:
    """How many epochs pass before a loss is no longer a finite number; all, if none is."""
    usable = np.isfinite(record.loss) & np.isfinite(record.val_loss)
    return len(record) if usable.all() else int(np.argmin(usable))


def read(record: Record) -> Finding | None:
    """Whether a loss became NaN or infinite, or ended far above where it began."""
    usable = first_unusable(record)
    if usable < len(record):
        return _no_number(record, usable)
    first, last = float(record.loss[0]), float(record.loss[-3:].min())
    if len(record) < 3 or last <= EXPLODED * first:
        return None
    says = (
        f"The training loss grew instead of falling: from {first:.3g} in the first epoch to "
        f"{last:.3g} or more in the last three. Mostly the steps are too large then. {CURE}"
    )
    evidence: dict[str, float | str] = {"reason": "grew", "first_loss": first, "last_loss": last}
    return Finding(record.model, "diverged", None, evidence, says, _cure(record))


def _cure(record: Record) -> advice.Advice:
    return advice.learning_rate(record, SLOWER)


def _no_number(record: Record, usable: int) -> Finding:
    which = "validation" if np.isfinite(record.loss[usable]) else "training"
    kept = "What came before it is still good, nothing after it is. " if usable else ""
    says = (
        f"In epoch {usable + 1} the {which} loss was no longer a finite number: mostly the weights "
        f"have then grown beyond all bounds. {kept}{CURE}"
    )
    evidence: dict[str, float | str] = {
        "reason": "not finite",
        "curve": which,
        "usable_epochs": usable,
    }
    return Finding(record.model, "diverged", usable + 1, evidence, says, _cure(record))
