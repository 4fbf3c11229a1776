"""Rows of a table to inputs: kinds of columns, and how each kind is encoded."""

from denselab.prep.columns.columns import Columns
from denselab.prep.columns.kinds import KINDS

__all__ = ["KINDS", "Columns"]
