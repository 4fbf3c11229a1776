"""Ink on paper, and the form in which MNIST has digits."""

from denselab.handwriting.glyph import BOX, SIDE, glyph
from denselab.handwriting.pens import DIGITS, NO_DIGIT, drawn
from denselab.handwriting.scraps import scraps

__all__ = ["BOX", "DIGITS", "NO_DIGIT", "SIDE", "drawn", "glyph", "scraps"]
