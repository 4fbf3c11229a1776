"""How good a network is, each figure with its uncertainty.

Responsible for metrics, their intervals, calibration, the comparison of two networks, and which
words push an answer, from probabilities and labels in numpy. It draws nothing, trains nothing, and
does not open the sealed test set: who calls it decides which part of the data is measured.
"""

from denselab.evaluation.balance import Balanced, balanced_accuracy, balanced_lead, is_uneven
from denselab.evaluation.classes import class_scores, confusion_matrix
from denselab.evaluation.comparison import Comparison, mcnemar
from denselab.evaluation.confident_mistakes import mistakes
from denselab.evaluation.intervals import score, student, wilson
from denselab.evaluation.pushes import class_pushes, text_pushes
from denselab.evaluation.ranking import ranking
from denselab.evaluation.reliability import calibration
from denselab.evaluation.repeats import mean_accuracy, mean_lead
from denselab.evaluation.scores import evaluate, log_loss

__all__ = [
    "Balanced",
    "Comparison",
    "balanced_accuracy",
    "balanced_lead",
    "calibration",
    "class_pushes",
    "class_scores",
    "confusion_matrix",
    "evaluate",
    "is_uneven",
    "log_loss",
    "mcnemar",
    "mean_accuracy",
    "mean_lead",
    "mistakes",
    "ranking",
    "score",
    "student",
    "text_pushes",
    "wilson",
]
