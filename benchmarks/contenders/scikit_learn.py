"""scikit-learn's ``MLPClassifier``, one ``partial_fit`` an epoch."""

import time

import numpy as np
from sklearn.neural_network import MLPClassifier

from benchmarks.digits import Digits


def train(digits: Digits, epochs: int) -> list[float]:
    """Float32 like the others; Adam, because it has no RMSprop, and no dropout."""
    x = digits.scaled()
    network = MLPClassifier((512, 256), batch_size=128, learning_rate_init=1e-3)
    ends = []
    for _ in range(epochs):
        network.partial_fit(x, digits.y, classes=np.arange(10))
        ends.append(time.perf_counter())
    return ends
