"""Prediction: what the network of a finished Run says of new samples.

Reads a Run and nothing else of it is touched: what answers is what was tested, prepared as it was
in training. Nothing is fitted here.
"""

from denselab.prediction.answers import Answers, answers
from denselab.prediction.predictor import Predictor
from denselab.prediction.treated import Treated
from denselab.prediction.writing import write_file, write_stream

__all__ = [
    "Answers",
    "Predictor",
    "Treated",
    "answers",
    "write_file",
    "write_stream",
]
