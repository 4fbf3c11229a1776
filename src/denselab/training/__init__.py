"""Training: one compiled epoch, the loop with Keras callbacks around it, and `fit`."""

from denselab.training.fit import fit
from denselab.training.trainer import DivergenceWarning, Trainer

__all__ = ["DivergenceWarning", "Trainer", "fit"]
