"""The learning rate at each update, against the formulas of the literature."""

import math
from dataclasses import replace

import numpy as np
import pytest

from denselab.backend import jax
from denselab.settings import Settings
from denselab.study import Study
from denselab.training import schedules

SETTINGS = replace(Settings.of(Study(), "mlp", "float32"), learning_rate=0.2)


def rates(schedule, updates):
    """What each update is made with, and what would come after the last."""
    rate = schedules.learning_rate(replace(SETTINGS, schedule=schedule), updates)
    return np.asarray(jax.vmap(rate)(np.arange(updates + 1)))


@pytest.mark.parametrize("schedule", ["constant", "plateau"])
def test_a_rate_that_no_formula_changes_is_a_number(schedule):
    assert schedules.learning_rate(replace(SETTINGS, schedule=schedule), 10) == 0.2


@pytest.mark.parametrize("updates", [1, 7, 100])
def test_cosine_falls_from_the_rate_to_zero(updates):
    expected = [0.1 * (1 + math.cos(math.pi * step / updates)) for step in range(updates + 1)]
    np.testing.assert_allclose(rates("cosine", updates), expected, rtol=1e-5, atol=1e-8)


def test_one_cycle_rises_over_three_tenths_of_the_updates_and_falls_to_zero():
    rise = 0.2 / 25 + (0.2 - 0.2 / 25) * np.arange(30) / 30
    fall = [0.1 * (1 + math.cos(math.pi * step / 70)) for step in range(71)]
    np.testing.assert_allclose(
        rates("one_cycle", 100), np.concatenate([rise, fall]), rtol=1e-5, atol=1e-8
    )


@pytest.mark.parametrize("updates", [1, 2, 3])
def test_the_shortest_cycles_are_cycles(updates):
    made = rates("one_cycle", updates)
    assert made[0] == pytest.approx(0.2 / 25)
    assert made.max() <= 0.2 * (1 + 1e-6)
