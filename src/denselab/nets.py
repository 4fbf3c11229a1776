"""The networks: `Input`, `Dense` and `Dropout`, as Keras ``Sequential`` models.

Responsible for architecture and initial weights alone; compiling and training live in `training`.
A network is trained on its *logits* (`logits_network`), because the cross-entropy of logits stays
exact where a probability rounds to 0 or 1, and saved with *probabilities* (`with_softmax`): the
same layers and weights, the last one with a softmax.
"""

from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from denselab.backend import keras
from denselab.errors import RunError
from denselab.seeds import stream
from denselab.settings import Settings


def logits_network(
    settings: Settings,
    n_inputs: int,
    n_classes: int,
    *,
    seed: int = 0,
    lit: np.ndarray | None = None,
) -> keras.Sequential:
    """An untrained network that ends in logits.

    Args:
        settings: Its hidden layers; no widths make the single-layer network.
        n_inputs: Features of a sample, e.g. 784 pixels.
        n_classes: Logits, one a class.
        seed: The study's seed; its streams ``init`` and ``dropout`` feed the layers.
        lit: The inputs that the network has, of all `n_inputs`; ``None`` for all. Their initial
            weights are those that they have in the whole network. Inputs of zero fill them up
            to `aligned` many.

    Returns:
        ``(batch, inputs)`` float32 → ``(batch, n_classes)`` float32, uncompiled.

    Example:
        >>> from denselab.study import Study
        >>> network = logits_network(Settings.of(Study(), "mlp", "float32"), 784, 10)
        >>> network.count_params()
        535818
    """
    whole = _network(settings, n_inputs, n_classes, "linear", seed)
    if lit is None or len(lit) == n_inputs:
        return whole
    network = _network(settings, aligned(len(lit)), n_classes, "linear", seed)
    kernel, *others = whole.get_weights()
    filling = np.zeros((aligned(len(lit)) - len(lit), kernel.shape[1]), kernel.dtype)
    network.set_weights([np.concatenate([kernel[lit], filling]), *others])
    return network


def aligned(width: int) -> int:
    """The next multiple of 16: processors read, and XLA multiplies, matrices of such width faster.

    Example:
        >>> aligned(715)
        720
    """
    return -(-width // 16) * 16


def start_from(network: keras.Sequential, weights: Sequence[np.ndarray]) -> None:
    """Gives the dense layers of `network`, from the input on, the `weights` of other ones.

    Args:
        network: Its later layers keep their weights.
        weights: Kernel ``(inputs, units)`` and bias ``(units,)`` of each layer in turn.
    """
    network.set_weights([*weights, *network.get_weights()[len(weights) :]])


def freeze(network: keras.Sequential, layers: int) -> None:
    """Has only the dense layers after the first `layers` of them learn."""
    for number, layer in enumerate(dense_layers(network)):
        layer.trainable = number >= layers


def dense_layers(network: keras.Sequential) -> list[keras.layers.Dense]:
    """The layers with weights, from the input on."""
    return [layer for layer in network.layers if isinstance(layer, keras.layers.Dense)]


def load_network(file: Path) -> keras.Model:
    """A saved network, without what trained it; nothing in its file is run.

    Raises:
        RunError: The file is missing or damaged.
    """
    try:
        return keras.models.load_model(file, compile=False, safe_mode=True)
    except Exception as error:  # a damaged archive may raise anything
        raise RunError(f"{file}: cannot be read ({error})") from error


def digest(network: keras.Sequential) -> str:
    """The SHA-256 of all weights, by which a network is known again."""
    return sha256(b"".join(array.tobytes() for array in network.get_weights())).hexdigest()


def with_softmax(
    trained: keras.Sequential,
    settings: Settings,
    n_inputs: int,
    *,
    lit: np.ndarray | None = None,
    seed: int = 0,
) -> keras.Sequential:
    """The whole network with the weights of `trained`, ending in probabilities.

    Inputs that are not `lit` get weights of zero: what was dark in every training sample has
    taught nothing, and random weights would only add noise where a new sample lights it.
    Penalties and limits on the weights served training and are left out.

    Returns:
        ``(batch, n_inputs)`` float32 → ``(batch, classes)`` float32.
    """
    free = replace(settings, l1=0.0, l2=0.0, max_norm=0.0)
    network = _network(free, n_inputs, trained.output_shape[-1], "softmax", seed)
    kernel, *others = trained.get_weights()
    whole = np.zeros((n_inputs, kernel.shape[1]), kernel.dtype)
    rows = np.arange(n_inputs) if lit is None else lit
    whole[rows] = kernel[: len(rows)]
    network.set_weights([whole, *others])
    return network


def committee(members: Sequence[keras.Sequential]) -> keras.Model:
    """One network that answers with the mean of its members' probabilities.

    Args:
        members: Networks of the same inputs and classes that end in probabilities.

    Returns:
        ``(batch, n_inputs)`` float32 → ``(batch, classes)`` float32; the member itself, where
        there is one alone.
    """
    if len(members) == 1:
        return members[0]
    inputs = keras.Input(members[0].input_shape[1:], name="input")
    for number, member in enumerate(members, start=1):
        member.name = f"member_{number}"
    said = keras.layers.Average(name="mean")([member(inputs) for member in members])
    return keras.Model(inputs, said, name="committee")


def _network(
    settings: Settings, n_inputs: int, n_classes: int, output: str, seed: int
) -> keras.Sequential:
    layers: list[Any] = [keras.Input((n_inputs,), name="input")]
    if settings.input_dropout:
        layers.append(_dropout(settings.input_dropout, "input_dropout", seed))
    for number, (width, rate) in enumerate(
        zip(settings.widths, settings.dropouts, strict=True), start=1
    ):
        layers.append(_dense(width, settings.activation, f"hidden_{number}", seed, settings))
        if rate:
            layers.append(_dropout(rate, f"dropout_{number}", seed))
    layers.append(_dense(n_classes, output, "output", seed, settings))
    return keras.Sequential(layers, name="network")


def _dropout(rate: float, name: str, seed: int) -> keras.layers.Dropout:
    return keras.layers.Dropout(rate, seed=stream(seed, name.replace("_", " ")), name=name)


def _dense(
    units: int, activation: str, name: str, seed: int, settings: Settings
) -> keras.layers.Dense:
    start = keras.initializers.GlorotUniform(seed=stream(seed, f"init {name}"))
    penalty = limit = None
    if settings.l1 or settings.l2:
        penalty = keras.regularizers.L1L2(settings.l1, settings.l2)
    if settings.max_norm and name != "output":  # as Srivastava et al. (2014), Dropout, have it
        limit = keras.constraints.MaxNorm(settings.max_norm)
    return keras.layers.Dense(
        units,
        activation,
        kernel_initializer=start,
        kernel_regularizer=penalty,
        kernel_constraint=limit,
        name=name,
    )


def describe(network: keras.Sequential) -> list[dict[str, Any]]:
    """Each layer's kind, name, size and parameters, for a diagram; the input first."""
    n_inputs = network.input_shape[-1]
    first = {"kind": "Input", "name": "input", "units": n_inputs, "output_shape": [n_inputs]}
    return [first | {"activation": None, "rate": None, "parameters": 0}] + [
        {
            "kind": type(layer).__name__,
            "name": layer.name,
            "units": getattr(layer, "units", None),
            "activation": getattr(getattr(layer, "activation", None), "__name__", None),
            "rate": getattr(layer, "rate", None),
            "output_shape": list(layer.output.shape[1:]),
            "parameters": sum(variable.value.size for variable in layer.trainable_variables),
        }
        for layer in network.layers
    ]
