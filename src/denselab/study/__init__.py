"""What is asked of an exploration, checked once at the door.

A `Study` is every setting that shapes the result and nothing else: where the Run goes or how
loudly it works is no part of it. It is read from and written to TOML; the rooms behind it
receive valid values and check nothing again.
"""

from denselab.study.adaptation import AdaptationSettings
from denselab.study.augmentation import AugmentationSettings
from denselab.study.columns import ColumnSettings
from denselab.study.data import DataSettings
from denselab.study.final import FinalSettings
from denselab.study.network import NetworkSettings
from denselab.study.regularisation import RegularisationSettings
from denselab.study.search import SearchSettings
from denselab.study.study import Study
from denselab.study.training import TrainingSettings
from denselab.study.transfer import TransferSettings
from denselab.study.values import (
    ACTIVATIONS,
    NETWORKS,
    OPTIMIZERS,
    PLATEAU,
    ColumnKind,
    DataKind,
    Further,
    Network,
    Schedule,
    Stop,
    Views,
    Weighting,
)
from denselab.study.words import WordSettings

__all__ = [
    "ACTIVATIONS",
    "NETWORKS",
    "OPTIMIZERS",
    "PLATEAU",
    "AdaptationSettings",
    "AugmentationSettings",
    "ColumnKind",
    "ColumnSettings",
    "DataKind",
    "DataSettings",
    "FinalSettings",
    "Further",
    "Network",
    "NetworkSettings",
    "RegularisationSettings",
    "Schedule",
    "SearchSettings",
    "Stop",
    "Study",
    "TrainingSettings",
    "TransferSettings",
    "Views",
    "Weighting",
    "WordSettings",
]
