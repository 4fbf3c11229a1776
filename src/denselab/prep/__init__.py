"""From raw samples to the float32 matrix a dense network reads, fitted on training data alone."""

from denselab.prep.encoding import Encoding, Listed, Scaled
from denselab.prep.pixels import Pixels
from denselab.prep.placement import Frame
from denselab.prep.preprocessor import Preprocessor, of_json, suited

__all__ = [
    "Encoding",
    "Frame",
    "Listed",
    "Pixels",
    "Preprocessor",
    "Scaled",
    "of_json",
    "suited",
]
