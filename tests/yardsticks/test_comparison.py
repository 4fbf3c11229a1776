import json

import numpy as np
from sklearn.metrics import accuracy_score, balanced_accuracy_score

from denselab.evaluation import balanced_lead, mcnemar
from denselab.yardsticks import compare, fit_yardsticks
from tests.yardsticks.data import made


def test_each_is_measured_on_the_same_samples_as_the_network():
    data, new = made("table"), made("table", seed=1)
    all_ = fit_yardsticks("table", data.part, data.y, 3, data.encoding, columns=data.columns)
    said = np.eye(3)[np.where(np.arange(len(new.y)) % 5, new.y, 0)]
    told = compare(all_, new.part, new.y, said)
    assert [one["name"] for one in told] == ["majority", "logistic", "boosting"]
    for one, fitted in zip(told, all_, strict=True):
        answers = fitted.probabilities(new.part).argmax(axis=1)
        assert one["accuracy"] == accuracy_score(new.y, answers)
        assert one["low"] < one["accuracy"] < one["high"]
        assert one["balanced_accuracy"]["accuracy"] == balanced_accuracy_score(new.y, answers)
        assert one["lead"] == vars(mcnemar(said.argmax(axis=1) == new.y, answers == new.y))
        both = said.argmax(axis=1) == new.y, answers == new.y
        assert one["balanced_lead"] == balanced_lead(*both, new.y)
        assert one["n_train"] == 240
    assert json.loads(json.dumps(told, allow_nan=False)) == told
