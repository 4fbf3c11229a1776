"""denselab: from a data set to an honest, tested and explained dense network.

The names below are all there is to know from outside. They are loaded when first used, so that
``import denselab`` costs nothing. It has one effect: Keras will run on JAX, unless the environment
says otherwise, or Keras has been imported before.
"""

import os
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from denselab.adaptation import adapt
    from denselab.data import load, split
    from denselab.exploration import explore
    from denselab.prediction import Predictor
    from denselab.recognise import Reader
    from denselab.report import figures
    from denselab.runs import Run, open_run
    from denselab.study import Study
    from denselab.training import fit

os.environ.setdefault("KERAS_BACKEND", "jax")

_HOMES = {
    "Predictor": "prediction",
    "Reader": "recognise",
    "Run": "runs",
    "Study": "study",
    "adapt": "adaptation",
    "explore": "exploration",
    "figures": "report",
    "fit": "training",
    "load": "data",
    "open_run": "runs",
    "split": "data",
}

__all__ = [
    "Predictor",
    "Reader",
    "Run",
    "Study",
    "adapt",
    "explore",
    "figures",
    "fit",
    "load",
    "open_run",
    "split",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'denselab' has no attribute {name!r}")
    value = getattr(import_module(f"denselab.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
