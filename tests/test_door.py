"""The public door: every name opens, and none is paid for before it is used."""

import subprocess
import sys

import pytest

import denselab

HEAVY = ("keras", "jax", "sklearn", "scipy", "matplotlib", "optuna", "pydantic", "rich", "numpy")


@pytest.mark.parametrize("name", denselab.__all__)
def test_every_name_opens(name):
    assert callable(getattr(denselab, name))
    assert name in dir(denselab)


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = denselab.nonsense


def test_importing_denselab_loads_nothing_heavy():
    code = f"import sys, denselab; print([m for m in {HEAVY} if m in sys.modules])"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert loaded.stdout.strip() == "[]"


def test_the_name_stays_a_function_after_its_room_was_imported():
    code = (
        "import denselab.exploration, denselab.training.fit, denselab.data.load, denselab;"
        "assert all(callable(getattr(denselab, name)) for name in denselab.__all__)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
