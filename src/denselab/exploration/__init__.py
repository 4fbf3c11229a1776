"""The exploration: every room of denselab along one straight line."""

from denselab.exploration.line import explore

__all__ = ["explore"]
