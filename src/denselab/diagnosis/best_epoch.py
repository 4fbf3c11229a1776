"""The epoch whose weights are kept."""

import numpy as np

from denselab.diagnosis.finding import Finding
from denselab.diagnosis.record import Record


def read(record: Record) -> Finding:
    """The epoch with the lowest validation loss; of equal ones, the first."""
    best, epochs = int(np.argmin(record.val_loss)), len(record)
    loss, accuracy = float(record.val_loss[best]), float(record.val_accuracy[best])
    says = (
        f"The validation loss was lowest after epoch {best + 1} of {epochs}: {loss:.3g}, with "
        f"{accuracy:.1%} of the validation samples right. "
    )
    if best + 1 < epochs:
        says += (
            f"The weights of that epoch are kept; the {epochs - best - 1} after it were no help."
        )
    else:
        says += "That was the last of them, so the network was still improving."
    evidence = {"val_loss": loss, "val_accuracy": accuracy, "epochs": epochs}
    return Finding(record.model, "best_epoch", best + 1, evidence, says)
