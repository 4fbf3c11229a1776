"""What a column holds, in words and in bars."""

from xml.etree import ElementTree

import numpy as np
import polars as pl
import pytest

from denselab.look.columns import column_facts
from denselab.report.columns import HEIGHT, bars, told
from denselab.report.words import NARROW

N = 60
TABLE = {
    "age": [str(20 + number % 30) for number in range(N)],
    "city": ["Oslo"] * 30 + ["Bergen"] * 20 + ["Vik"] * 6 + ["Odda"] * 4,
    "since": [f"2020-01-{1 + number % 25:02}" for number in range(N)],
    "name": [f"code{number}" for number in range(N)],
    "weight": [str(12_285 * (1 + number % 3)) for number in range(N)],
    "planet": ["earth"] * N,
    "nothing": [None] * N,
}


@pytest.fixture(scope="module")
def facts():
    table = pl.DataFrame(TABLE, dict.fromkeys(TABLE, pl.String))
    found, _ = column_facts(table, np.arange(N) % 2, ["no", "yes"])
    return {column["name"]: column for column in found}


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("age", "20 to 49, median 34.5"),
        ("weight", "12,285 to 36,855, median 24,570"),
        ("city", "Oslo 50.0 %, Bergen 33.3 %, Vik 10.0 %, …"),
        ("since", "2020-01-01 to 2020-01-25, median 2020-01-10"),
        ("name", "such as code0, code1, code10"),
        ("planet", "earth 100.0 %"),
        ("nothing", "nothing"),
    ],
)
def test_it_tells_what_a_column_holds(facts, name, says):
    assert told(facts[name]).replace(NARROW, " ") == says


def heights(column) -> list[float]:
    return [float(bar.get("height")) for bar in ElementTree.fromstring(str(bars(column)))]


def test_bars_are_as_high_as_cells_are_frequent(facts):
    counts = np.array(facts["age"]["histogram"]["counts"])
    np.testing.assert_allclose(heights(facts["age"]), HEIGHT * counts / counts.max(), atol=0.06)
    shares = np.array([30, 20, 6, 4])
    np.testing.assert_allclose(heights(facts["city"]), HEIGHT * shares / 30, atol=0.06)


@pytest.mark.parametrize("name", ["name", "nothing"])
def test_what_has_no_distribution_has_no_bars(facts, name):
    assert bars(facts[name]) == ""
