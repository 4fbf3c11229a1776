"""The network that answers in the report's drawing box, kept in a form that a browser reads.

Responsible for which Runs have one, and for which network that is.
"""

import numpy as np

from denselab.backend import keras
from denselab.browser import Layer, pack
from denselab.handwriting import DIGITS, NO_DIGIT, SIDE
from denselab.nets import dense_layers
from denselab.prep import Pixels, Preprocessor
from denselab.prep.placement import ground
from denselab.runs import RunWriter


def keep_for_browsers(
    writer: RunWriter,
    preprocessor: Preprocessor,
    x_train: np.ndarray,
    classes: tuple[str, ...],
    network: keras.Sequential,
) -> None:
    """Writes ``model/browser.json``, if digits as one draws them can be brought to the network.

    Args:
        writer: The Run.
        preprocessor: Of its samples.
        x_train: Those of the training part.
        classes: Their names.
        network: One that ends in probabilities.
    """
    if isinstance(preprocessor, Pixels) and _are_digits(preprocessor, x_train, classes):
        layers = [_layer(layer) for layer in dense_layers(network)]
        writer.json("model/browser.json", pack(layers, preprocessor.scale_, classes))


def _layer(dense: keras.layers.Dense) -> Layer:
    kernel, bias = dense.get_weights()
    return Layer(kernel, bias, dense.activation.__name__)


def _are_digits(pixels: Pixels, x_train: np.ndarray, classes: tuple[str, ...]) -> bool:
    """Whether these are light digits on a dark ground, of the size that `handwriting` makes."""
    is_of_that_size = pixels.input_shape_ == pixels.shape_ == (SIDE, SIDE)
    return is_of_that_size and set(classes) <= {*DIGITS, NO_DIGIT} and ground(x_train) < 128
