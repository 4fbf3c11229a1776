"""From raw samples to the float32 matrix a dense network reads, fitted on training data alone."""

from denselab.prep.pixels import Pixels
from denselab.prep.placement import Frame

__all__ = ["Frame", "Pixels"]
