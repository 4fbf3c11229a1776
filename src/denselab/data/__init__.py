"""Images, texts and tables: read from their sources, and divided into three parts."""

from denselab.data.load import NAMES, load
from denselab.data.parts import parts_of
from denselab.data.raw import RawData
from denselab.data.samples import Samples, kind_of
from denselab.data.sealed import SealedTest
from denselab.data.splits import Splits, split

__all__ = [
    "NAMES",
    "RawData",
    "Samples",
    "SealedTest",
    "Splits",
    "kind_of",
    "load",
    "parts_of",
    "split",
]
