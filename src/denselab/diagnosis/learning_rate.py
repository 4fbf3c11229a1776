"""A learning rate that is far off, to either side.

A rate that is somewhat off is seen only beside others, which is what the search is for.
"""

from math import log

from denselab.diagnosis import advice
from denselab.diagnosis.curves import median_filtered, trend
from denselab.diagnosis.finding import Finding
from denselab.diagnosis.record import Record

#: A fresh network loses what guessing does, with dropout up to 1.1 times as much, and an epoch
#: brings it down. Where its mean over the first epoch is more than this, steps made it worse.
WORSE_THAN_GUESSING = 1.25
#: A loss that falls in the second half of training by more than this share of its fall in the first
#: one has not got far: it would need more than twice the epochs. A falling power of the epoch,
#: the slowest way in which a network learns, stays below this from so many epochs on...
STEADY, FEWEST = 0.5, 10
#: ...and if the fall in the second half is at least this share, it is more than noise.
LEAST_FALL = 0.05
#: Standard errors of a falling trend over the last epochs that chance hardly exceeds.
FALLING = 2.0
WINDOW = 10
FAR_OFF = 10.0


def read(record: Record) -> Finding | None:
    """A rate that is much too high or much too low; ``None`` without the network's setup."""
    if record.setup is None:
        return None
    return _too_high(record, record.setup.n_classes) or _too_low(record)


def _too_high(record: Record, n_classes: int) -> Finding | None:
    """Whether the first epoch was worse than guessing; penalties would hide that."""
    first, guessing = float(record.loss[0]), log(n_classes)
    if first <= WORSE_THAN_GUESSING * guessing or _is_penalised(record):
        return None
    says = (
        f"The learning rate is too high: over the first epoch the training loss was {first:.3g} on "
        f"average, more than the {guessing:.3g} that guessing among {n_classes} classes costs. The "
        f"first steps made the network worse instead of better, and what they break is seldom "
        f"mended wholly. Try a tenth of the rate."
    )
    evidence: dict[str, float | str] = {"first_loss": first, "loss_of_guessing": guessing}
    cure = advice.learning_rate(record, 1 / FAR_OFF)
    return Finding(record.model, "learning_rate_too_high", 1, evidence, says, cure)


def _is_penalised(record: Record) -> bool:
    penalties = ("l1", "l2", "adversarial")
    return record.setup is not None and any(record.setup.settings[name] for name in penalties)


def _too_low(record: Record) -> Finding | None:
    if not ran_out_of_epochs(record) or not crawls(record):
        return None
    begin, middle, end = _milestones(record)
    says = (
        f"The learning rate is too low: the validation loss fell from {begin:.3g} to {middle:.3g} "
        f"in the first half of the {len(record)} epochs and to {end:.3g} in the second, nearly as "
        f"fast as at first, and was falling still when they ran out. A network that learns at a "
        f"good pace has most of its way behind it by then. Try ten times the rate."
    )
    evidence: dict[str, float | str] = {
        "val_loss_at_first": begin,
        "val_loss_halfway": middle,
        "val_loss_at_end": end,
        "steadiness": (middle - end) / (begin - middle),
    }
    cure = advice.learning_rate(record, FAR_OFF)
    return Finding(record.model, "learning_rate_too_low", None, evidence, says, cure)


def ran_out_of_epochs(record: Record) -> bool:
    """Whether training ended for want of epochs, at a rate that would have allowed more of it."""
    setup = record.setup
    if setup is None or setup.rate_ends_at_zero:
        return False
    return len(record) >= setup.settings["epochs"]


def crawls(record: Record) -> bool:
    """Whether the validation loss falls at the end nearly as fast as at the beginning."""
    if len(record) < FEWEST or trend(record.val_loss[-WINDOW:]).z > -FALLING:
        return False
    begin, middle, end = _milestones(record)
    return middle - end > max(STEADY * (begin - middle), LEAST_FALL * middle) and begin > middle


def _milestones(record: Record) -> tuple[float, float, float]:
    """The validation loss at the beginning, halfway and at the end, single spikes apart."""
    calm = median_filtered(record.val_loss)
    begin, middle, end = calm[[0, (len(calm) - 1) // 2, -1]]
    return float(begin), float(middle), float(end)
