"""A network that has stopped learning altogether."""

import numpy as np

from denselab.diagnosis import advice
from denselab.diagnosis.curves import growth, trend
from denselab.diagnosis.finding import Finding
from denselab.diagnosis.record import Record

#: The last epochs, by which it is judged.
WINDOW = 10
#: The training loss rests where its median moves by less than this share from one half of them to
#: the other, which is less than the choice of a thousand samples moves a loss...
STILL = 0.025
#: ...and neither loss has a trend of more standard errors than chance hardly exceeds.
MOVING = 2.0


def read(record: Record) -> Finding | None:
    """Whether neither loss moves any more, be it that all is learned or that steps are too large.

    Of networks that know their training samples `nothing_left` tells.
    """
    last, val_last = record.loss[-WINDOW:], record.val_loss[-WINDOW:]  # (window,)
    if record.setup is not None and record.setup.rate_ends_at_zero:  # losses rest by design
        return None
    if (
        len(record) < 2 * WINDOW
        or max(abs(trend(losses).z) for losses in (last, val_last)) > MOVING
    ):
        return None
    earlier, later = (float(np.median(half)) for half in np.array_split(last, 2))
    drift = growth(earlier, later)
    if abs(drift) > STILL:
        return None
    says = (
        f"Both losses have come to rest: over the last {WINDOW} epochs the training loss went from "
        f"typically {earlier:.3g} to {later:.3g}, and the validation loss shows no trend. Going on "
        f"like this changes nothing."
    )
    cure = advice.lower_rate_when_resting(record)
    if cure:
        says += (
            " A learning rate that is lowered on a plateau finds out whether smaller steps get "
            "further; if they do not, the network can do no better."
        )
    evidence: dict[str, float | str] = {
        "epochs": WINDOW,
        "loss_earlier": earlier,
        "loss_later": later,
        "drift": drift,
        "val_loss": float(np.median(val_last)),
    }
    return Finding(record.model, "plateau", None, evidence, says, cure)
