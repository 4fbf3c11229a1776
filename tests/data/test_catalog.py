"""The catalogue's facts, against themselves and against the real files."""

import re

import numpy as np
import pytest

from denselab.data.catalog import CATALOG


@pytest.mark.parametrize("name", sorted(CATALOG))
def test_the_catalogue_is_in_order(name):
    entry = CATALOG[name]
    assert entry.name == name
    assert len(entry.classes) == 10
    assert len(set(entry.mirrors)) >= 3
    assert all(mirror.startswith("http") and mirror.endswith("/") for mirror in entry.mirrors)
    assert all(re.fullmatch("[0-9a-f]{64}", file.sha256) for file in entry.files)


@pytest.mark.parametrize(
    ("name", "first_labels"),
    [("mnist", [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]), ("fashion-mnist", [9, 0, 0, 3, 0, 2, 7, 2, 5, 5])],
)
def test_the_full_data_sets_pass_their_checks(name, first_labels, full_data):
    raw = full_data(name)
    assert raw.x_train.shape == (60_000, 28, 28)
    assert raw.x_test.shape == (10_000, 28, 28)
    assert raw.y_train[:10].tolist() == first_labels
    assert np.unique(raw.y_test).tolist() == list(range(10))
