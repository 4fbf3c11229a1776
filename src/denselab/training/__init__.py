"""Training: one compiled epoch, the loop with Keras callbacks around it, and `fit`."""

from denselab.training.arrays import Arrays
from denselab.training.checkpoint import Checkpoint
from denselab.training.fit import fit
from denselab.training.learn import Learned, learn
from denselab.training.members import Plan, train_members
from denselab.training.probabilities import Answer, answering, probabilities
from denselab.training.trainer import DivergenceWarning, Trainer

__all__ = [
    "Answer",
    "Arrays",
    "Checkpoint",
    "DivergenceWarning",
    "Learned",
    "Plan",
    "Trainer",
    "answering",
    "fit",
    "learn",
    "probabilities",
    "train_members",
]
