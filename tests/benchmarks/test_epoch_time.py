"""The epoch benchmark's arithmetic: the floor, the ratios, and what was left out."""

import pytest

from benchmarks import products
from benchmarks.epoch_time import SAMPLES, Outcome, body


def test_an_epochs_arithmetic_is_that_of_its_updates():
    one_update = sum(2 * n * k * m for n, k, m in products.shapes_of_an_update())
    assert products.flop_of_epoch(10 * products.BATCH) == 10 * one_update


def test_numpy_reaches_a_rate_that_a_processor_can_have():
    assert 1e8 < products.best_rate("numpy", seconds=0.1) < 1e15


@pytest.fixture
def outcome():
    return Outcome(
        seconds={"keras-tensorflow": [4.0, 3.0, 9.0], "keras-jax": [2.0], "denselab": [1.0, 1.0]},
        devices={"keras-tensorflow": "cpu", "keras-jax": "cpu", "denselab": "cpu"},
        rates={
            "numpy": products.flop_of_epoch(SAMPLES),
            "jax": products.flop_of_epoch(SAMPLES) / 0.8,
        },
        skipped={"pytorch": "torch is not installed"},
    )


def test_the_floor_is_the_work_at_the_best_rate(outcome):
    assert outcome.floor == pytest.approx(0.8)


def test_ratios_compare_medians(outcome):
    (row,) = [line for line in body(outcome).splitlines() if line.startswith("| `denselab.fit`")]
    assert [cell.strip() for cell in row.strip("|").split("|")] == [
        "`denselab.fit`", "cpu", "1.000", "1.000–1.000", "2", "4.00", "2.00", "80%",
    ]  # fmt: skip


def test_who_is_missing_is_named_with_the_reason(outcome):
    assert "Left out: pytorch: torch is not installed." in body(outcome)
