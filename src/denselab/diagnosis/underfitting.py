"""A network that cannot even do what it was shown."""

from denselab.diagnosis.finding import Finding
from denselab.diagnosis.record import Record

#: It underfits where this share of its validation errors is there in training already...
SHARE = 0.75
#: ...and it gets at least this share of its training samples wrong.
ERRORS = 0.02


def read(record: Record) -> Finding | None:
    """Whether most errors come from too simple or too briefly trained a network.

    Errors on the training samples, with dropout off, are errors that no amount of further
    data would mend; ``None`` where there are few of them, or they were not measured.
    """
    if record.best is None:
        return None
    error, val_error = 1 - record.best["accuracy"], 1 - record.best["val_accuracy"]
    if error < ERRORS or error < SHARE * val_error:
        return None
    unfinished = bool(record.val_loss.argmin() == len(record) - 1)
    cure = (
        "It was still improving when training ended, so more epochs come first."
        if unfinished
        else "Training longer would not help; a wider or deeper network could."
    )
    says = (
        f"The network underfits: it gets {error:.1%} of the very samples it was trained on wrong, "
        f"hardly fewer than the {val_error:.1%} of the validation samples. {cure}"
    )
    evidence = {
        "training_error": float(error),
        "validation_error": float(val_error),
        "still_improving": unfinished,
    }
    return Finding(record.model, "underfitting", None, evidence, says)
