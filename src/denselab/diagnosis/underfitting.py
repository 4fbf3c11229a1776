"""A network that cannot even do what it was shown."""

from denselab.diagnosis import advice, learning_rate, stopped_early
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
    may_fall_further = best == epochs or stopped_early.read(record) is not None
    says = (
        f"The network underfits: it gets {error:.1%} of the very samples it was trained on wrong, "
        f"beside {val_error:.1%} of the validation samples. "
    )
    rate = learning_rate.read(record)
    if rate is not None:
        says += "Its learning rate is far off, which is the first thing to change."
        cure = dict(rate.advice)
    elif may_fall_further:
        says += (
            f"Its validation loss was lowest after epoch {best} of {epochs}, and may fall further: "
            f"try more epochs first."
        )
        cure = advice.more_epochs(record)
    else:
        says += (
            f"Its validation loss was lowest after epoch {best} of {epochs}, so rather than more "
            f"epochs try a wider or deeper network, or less dropout where there is some."
        )
        cure = advice.let_go(record)
    evidence = {
        "training_error": float(error),
        "validation_error": float(val_error),
        "may_fall_further": may_fall_further,
    }
    return Finding(record.model, "underfitting", None, evidence, says, cure)
