"""Data sets of images: reading them from their sources and dividing them into three parts."""

from denselab.data.load import NAMES, load
from denselab.data.raw import RawData
from denselab.data.sealed import SealedTest
from denselab.data.splits import Splits, split

__all__ = ["NAMES", "RawData", "SealedTest", "Splits", "load", "split"]
