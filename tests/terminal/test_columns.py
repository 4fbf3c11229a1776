"""The columns of a table in a terminal."""

import io

import numpy as np
import polars as pl
import pytest

from denselab.look.columns import column_facts
from denselab.terminal.columns import BARS, column_table
from denselab.terminal.console import console

N = 60


@pytest.fixture(scope="module")
def lines():
    """By its name, the line of each column."""
    table = pl.DataFrame(
        {
            "age": [str(number % 4) if number % 6 else None for number in range(N)],
            "[b]city[/b]": ["Oslo", "Vik"] * (N // 2),
            "code": [f"x{number}" for number in range(N)],
        }
    )
    facts, _ = column_facts(table, np.arange(N) % 2, ["no", "yes"])
    stream = io.StringIO()
    console(stream).print(column_table(facts))
    return facts, {line.split()[0]: line.split() for line in stream.getvalue().splitlines()}


def test_a_line_a_column_tells_what_it_holds(lines):
    facts, told = lines
    assert [*told] == ["column", "age", "[b]city[/b]", "code"], "names are printed as they are"
    assert told["[b]city[/b]"][1:] == ["category", "Oslo", "50.0", "%,", "Vik", "50.0", "%", "1.00"]
    assert told["code"][1:] == ["identifier", "such", "as", "x0,", "x1,", "x10"]
    assert told["age"][1:3] == ["number", f"{facts[0]['missing']:.1%}"]


def test_bars_are_seen_wherever_a_cell_is(lines):
    facts, told = lines
    counts = facts[0]["histogram"]["counts"]
    drawn = [bar for cell in told["age"] for bar in cell if bar in BARS]
    assert len(drawn) == sum(n > 0 for n in counts)
    tallest = drawn[int(np.argmax([n for n in counts if n]))]
    assert tallest == BARS[-1]
