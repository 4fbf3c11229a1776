"""A network that has learned all that its training samples can teach it."""

from denselab.diagnosis import advice, overfitting
from denselab.diagnosis.finding import Finding
from denselab.diagnosis.record import Record

#: Its training error and loss are at most this share of those on validation samples.
SHARE = 0.1


def read(record: Record) -> Finding | None:
    """Whether hardly an error is left in training, of a network that does not overfit yet.

    Measured with dropout off; ``None`` where that was not done.
    """
    if record.best is None or overfitting.read(record).kind == "overfitting":
        return None
    error, val_error = 1 - record.best["accuracy"], 1 - record.best["val_accuracy"]
    loss, val_loss = record.best["loss"], record.best["val_loss"]
    falls = len(record) - record.val_loss.argmin() - 1 < overfitting.FEWEST_AFTER
    if falls or error > SHARE * val_error or loss > SHARE * val_loss:
        return None
    says = (
        f"There is nothing left to gain from these training samples: with dropout off the network "
        f"gets {error:.2%} of them wrong, beside {val_error:.1%} of the validation samples, and "
        f"the validation loss no longer falls. More samples would teach it more; distorted copies "
        f"of images are the nearest thing to them."
    )
    evidence = {
        "training_error": float(error),
        "validation_error": float(val_error),
        "loss": float(loss),
        "val_loss": float(val_loss),
    }
    cure = advice.more_samples(record)
    return Finding(record.model, "nothing_left", record.kept + 1, evidence, says, cure)
