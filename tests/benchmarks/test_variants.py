"""Variants of recipes: each changes what it says, and nothing else."""

import numpy as np
import pytest

from benchmarks.variants import VARIANTS, body, outcome, study_of
from denselab.prep.encoding import Scaled
from denselab.study import Study
from denselab.training import Arrays

EVERY = [(recipe, name) for recipe, variants in VARIANTS.items() for name in variants]


@pytest.mark.parametrize(("recipe", "name"), EVERY)
def test_a_variant_differs_from_its_recipe_in_what_it_names(recipe, name):
    changes = VARIANTS[recipe][name]
    plain, varied = (study_of(recipe, each).model_dump() for each in ({}, changes))
    differing = {
        (group, setting)
        for group, inside in varied.items()
        if isinstance(inside, dict)
        for setting, value in inside.items()
        if value != plain[group][setting]
    }
    asked = {(group, setting) for group, inside in changes.items() for setting in inside}
    assert differing == asked


def test_errors_are_counted_on_the_validation_part():
    """Two classes that one pixel tells apart, and labels that are wrong for one sample in four."""
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 2, 400).astype(np.int32)
    x = np.zeros((400, 9), np.uint8)
    x[np.arange(400), 2 * labels] = 255
    told = np.where(np.arange(100) % 4, labels[300:], 1 - labels[300:])
    arrays = Arrays(x[:300], labels[:300], x[300:], told, Scaled(1 / 255), ("0", "1"), (3, 3))
    study = Study(network={"widths": [8]}, training={"epochs": 20, "learning_rate": 0.05})
    tried = outcome(study, arrays, n_seeds=2)
    assert tried.errors == [25, 25]
    assert tried.together == 25
    assert "| the recipe | 20 |" in body("record", {"the recipe": tried}, arrays)
