"""The epoch whose weights are kept."""

import numpy as np

from denselab.diagnosis.finding import Finding
from denselab.diagnosis.record import Record


def read(record: Record) -> Finding:
    """The epoch that the stopping rule kept; without one, that of the lowest validation loss."""
    lowest, kept, epochs = int(np.argmin(record.val_loss)), record.kept, len(record)
    says = f"The validation loss was lowest after epoch {lowest + 1} of {epochs}: "
    says += f"{_figures(record, lowest)}. "
    if kept != lowest:
        says += f"The weights of epoch {kept + 1} are kept: {_figures(record, kept)}."
    elif kept + 1 < epochs:
        says += (
            f"The weights of that epoch are kept; the {epochs - kept - 1} after it were no help."
        )
    else:
        says += "That was the last of them, so more might lower it further."
    evidence = {
        "val_loss": float(record.val_loss[kept]),
        "val_accuracy": float(record.val_accuracy[kept]),
        "epochs": epochs,
    }
    return Finding(record.model, "best_epoch", kept + 1, evidence, says)


def _figures(record: Record, epoch: int) -> str:
    loss, accuracy = record.val_loss[epoch], record.val_accuracy[epoch]
    return f"{loss:.3g}, with {accuracy:.1%} of the validation samples right"
