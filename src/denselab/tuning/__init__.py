"""Search for settings: settings in, validation scores out, and never a network."""

from denselab.tuning.grid import Point, Trial, grid_search

__all__ = ["Point", "Trial", "grid_search"]
