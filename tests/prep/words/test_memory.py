"""All of IMDB's reviews in little memory, whatever the n-grams."""

import subprocess
import sys

import pytest

PROGRAM = """
import csv, gzip, sys
import numpy as np
from tests.peak import peak
from denselab.prep.words import Words

with gzip.open(sys.argv[1], "rt", encoding="utf-8", newline="") as stream:
    rows = list(csv.DictReader(stream))
x = np.array([row["text"] for row in rows], dtype=object)
y = np.array([int(row["label"]) for row in rows])
words = Words(ngrams=int(sys.argv[2]), ratio=True)
lists = words.fit_inputs(x, y)
print(*lists.shape, words.n_inputs_, peak())
"""


@pytest.mark.parametrize("ngrams", [1, 3])
def test_all_reviews_take_less_than_a_gigabyte(ngrams, real_data):
    path = real_data("imdb/train.csv.gz")
    command = [sys.executable, "-c", PROGRAM, str(path), str(ngrams)]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    n, length, features, peak = map(int, told.split())
    assert (n, features) == (25_000, 20_000)
    assert length < 2_000
    assert peak < 1e9  # bytes; the dense matrix alone would take 2e9 as float32
