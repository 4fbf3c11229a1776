"""Ink on paper, and the form in which MNIST has digits."""

from denselab.handwriting.glyph import BOX, SIDE, glyph

__all__ = ["BOX", "SIDE", "glyph"]
