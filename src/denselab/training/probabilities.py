"""What a trained network says, from one view of each sample or from several."""

from collections.abc import Callable

import numpy as np

from denselab.augmentation import VIEWS, View, seen
from denselab.backend import jax, keras
from denselab.study import Views
from denselab.training.arrays import Arrays
from denselab.training.epoch import State, state_of
from denselab.training.prepare import rows_at_once

jnp = jax.numpy

#: Inputs as stored, ``(n, stored)``, to probabilities, ``(n, classes)`` float32.
Answer = Callable[[np.ndarray], np.ndarray]


def probabilities(
    network: keras.Model, arrays: Arrays, x: np.ndarray, views: Views = "one"
) -> np.ndarray:
    """What `network` says of inputs as stored: ``(n, features)`` → ``(n, classes)`` float32.

    Args:
        network: Ends in probabilities.
        arrays: By which inputs are prepared.
        x: As stored.
        views: From how many places each image is seen; the mean of what is said counts.
    """
    return answering(network, arrays, views)(x)


def answering(network: keras.Model, arrays: Arrays, views: Views = "one") -> Answer:
    """What does that for any inputs; compiled for few shapes, whatever number of them comes."""
    # As arguments: constants in a program would be compiled into it.
    variables = state_of(network.trainable_variables, network.non_trainable_variables)

    @jax.jit
    def program(variables: State, batch: jax.Array) -> jax.Array:
        said = []
        for view in VIEWS[views]:
            x = batch if view == View() else seen(batch, view, *arrays.shape_of_images("views"))
            said.append(network.stateless_call(*variables, arrays.prepare(x), training=False)[0])
        return jnp.mean(jnp.stack(said), axis=0)

    def answer(x: np.ndarray) -> np.ndarray:
        rows = rows_at_once(arrays.n_inputs, most=4096)
        batches = np.array_split(x, range(rows, len(x), rows))
        said = [np.asarray(program(variables, _padded(b)))[: len(b)] for b in batches]
        return np.concatenate(said)

    return answer


def _padded(batch: np.ndarray) -> np.ndarray:
    """As many inputs as a power of two, the last ones zero."""
    n = 1 << max(0, len(batch) - 1).bit_length()
    return np.concatenate([batch, np.zeros((n - len(batch), *batch.shape[1:]), batch.dtype)])
