"""A network that cannot even do what it was shown."""

from denselab.diagnosis import advice, learning_rate
from denselab.diagnosis.finding import Finding
from denselab.diagnosis.record import Record

#: It underfits where this share of its validation errors is there in training already...
SHARE = 0.75
#: ...and it gets at least this share of its training samples wrong.
ERRORS = 0.02


def read(record: Record) -> Finding | None:
    """Whether a network makes most of its errors on the samples it was trained on, too.

    The errors on the training samples are counted with dropout off; ``None`` where there are
    few of them, or they were not measured.
    """
    if record.best is None:
        return None
    error, val_error = 1 - record.best["accuracy"], 1 - record.best["val_accuracy"]
    if error < ERRORS or error < SHARE * val_error:
        return None
    best, epochs = int(record.val_loss.argmin()) + 1, len(record)
    unfinished = best == epochs
    says = (
        f"The network underfits: it gets {error:.1%} of the very samples it was trained on wrong, "
        f"beside {val_error:.1%} of the validation samples. "
    )
    rate = learning_rate.read(record)
    if rate is not None:
        says += "Its learning rate is far off, which is the first thing to change."
        cure = dict(rate.advice)
    elif unfinished:
        says += "Its validation loss was still falling when training ended: try more epochs first."
        cure = advice.more_epochs(record)
    else:
        says += (
            f"Its validation loss had stopped falling: it was lowest after epoch {best} of "
            f"{epochs}. A wider or deeper network is the next thing to try, or one that dropout "
            f"holds back less."
        )
        cure = advice.let_go(record)
    evidence = {
        "training_error": float(error),
        "validation_error": float(val_error),
        "still_improving": unfinished,
    }
    return Finding(record.model, "underfitting", None, evidence, says, cure)
