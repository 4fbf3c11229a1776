"""A trained network as the few bytes that ``network.js`` reads.

Responsible for rounding weights and for the form in which they travel; which network that is, and
where it is kept, is decided by the exploration.
"""

from base64 import b64encode
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

#: A network of more weights would make a page too large to be sent to somebody: 5.6 MB.
MOST_WEIGHTS = 2**22
#: A layer of more weights has 8 bits for each, smaller ones 16: these cost little, and the output
#: layer, where a rounding error reaches the answer undiminished, is always small.
LARGE = 2**17


class Layer(NamedTuple):
    """A dense layer: kernel ``(inputs, units)``, bias ``(units,)``, and a name in `ACTIVATIONS`."""

    kernel: np.ndarray
    bias: np.ndarray
    activation: str


def pack(layers: Sequence[Layer], scale: float, classes: Sequence[str]) -> dict[str, Any]:
    """A network for ``network.js``, its weights rounded to 8 or 16 bits.

    Args:
        layers: From the input on; the last one ends in probabilities.
        scale: What a pixel is multiplied by.
        classes: The names of the outputs.

    Returns:
        JSON: ``scale``, ``classes``, ``n_weights``, and ``layers``, which are empty where there
        are more than `MOST_WEIGHTS`.

    Example:
        >>> kernel = np.array([[1, -2]], np.float32)
        >>> layer = pack([Layer(kernel, np.zeros(2), "softmax")], 1 / 255, "01")["layers"][0]
        >>> layer["units"], layer["bits"], layer["kernel"]  # 32767 and -32767
        (2, 16, '/38BgA==')
    """
    n_weights = sum(layer.kernel.size for layer in layers)
    return {
        "scale": scale,
        "classes": list(classes),
        "n_weights": n_weights,
        "layers": [_packed(layer) for layer in layers] if n_weights <= MOST_WEIGHTS else [],
    }


def _packed(layer: Layer) -> dict[str, Any]:
    bits = 8 if layer.kernel.size > LARGE else 16
    steps, scales = rounded(layer.kernel, bits)
    return {
        "units": layer.kernel.shape[1],
        "activation": layer.activation,
        "bits": bits,
        "kernel": _base64(steps),
        "scales": _base64(scales),
        "biases": _base64(layer.bias.astype("<f4")),
    }


def rounded(kernel: np.ndarray, bits: int) -> tuple[np.ndarray, np.ndarray]:
    """Weights as whole steps, and how large these are.

    Args:
        kernel: ``(inputs, units)``.
        bits: Of a step, with its sign: 8 or 16.

    Returns:
        Steps ``(inputs, units)``, int8 or int16, and their sizes, float32 ``(units,)``.
    """
    most = 2 ** (bits - 1) - 1
    largest = np.abs(kernel).max(axis=0)
    scales = (np.where(largest > 0, largest, 1) / most).astype("<f4")
    steps = np.rint(kernel / scales.astype(np.float64)).clip(-most, most)
    return steps.astype(f"<i{bits // 8}"), scales


def _base64(array: np.ndarray) -> str:
    return b64encode(array.tobytes()).decode("ascii")
