"""Training that ended for want of epochs while it still paid."""

import numpy as np

from denselab.diagnosis import advice
from denselab.diagnosis.curves import growth, trend
from denselab.diagnosis.finding import Finding
from denselab.diagnosis.learning_rate import FALLING, WINDOW, crawls, ran_out_of_epochs
from denselab.diagnosis.record import Record

#: With fewer epochs even a curve that only ever fell would prove little: one in 24 does by chance.
FEWEST = 4
#: From one half of the last epochs to the other the validation loss must fall by this share: less
#: is lost in what the choice of the validation samples makes.
WORTH = 0.01


def read(record: Record) -> Finding | None:
    """Whether more epochs would have helped; the learning rate comes first where it is too low."""
    if not ran_out_of_epochs(record) or crawls(record) or len(record) < FEWEST:
        return None
    window = min(WINDOW, max(FEWEST, len(record) // 2))
    last = record.val_loss[-window:]  # (window,)
    earlier, later = (float(np.median(half)) for half in np.array_split(last, 2))
    if trend(last).z > -FALLING or -growth(earlier, later) < WORTH:
        return None
    says = (
        f"Training stopped too early: when its {len(record)} epochs ran out the validation loss "
        f"was still falling, within the last {len(last)} of them from typically {earlier:.3g} to "
        f"typically {later:.3g}. Twice as many epochs give it time to settle"
    )
    stops = record.setup is not None and record.setup.settings["stop"] != "never"
    says += "; early stopping ends training before, where that is too long." if stops else "."
    evidence: dict[str, float | str] = {
        "epochs": len(record),
        "val_loss_earlier": earlier,
        "val_loss_later": later,
        "falling_pairs": 1 - trend(last).concordant_pairs,
    }
    cure = advice.more_epochs(record)
    return Finding(record.model, "stopped_early", len(record), evidence, says, cure)
