"""The loss of every sample and whether it is classified rightly, in one compiled pass.

Keras' metrics are means over all samples, and a mean does not tell how far chance moves it.
"""

import numpy as np

from denselab.backend import jax
from denselab.training.classifier import Classifier, cross_entropy
from denselab.training.epoch import State, state_of
from denselab.training.prepare import Prepare, inputs_of, rows_at_once


class PerSample:
    """Measures a classifier as it is now, with dropout off, in float32.

    Args:
        classifier: Built; its weights are read at each call.
        x: ``(n, features)`` as stored.
        y: ``(n,)`` integer labels.
        weights: What each sample counts, ``(n,)``; by default all the same.
        prepare: Turns a batch of `x` into the network's input.

    Attributes:
        weights: As given.
    """

    def __init__(
        self,
        classifier: Classifier,
        x: np.ndarray,
        y: np.ndarray,
        weights: np.ndarray | None = None,
        *,
        prepare: Prepare,
    ) -> None:
        self.weights = weights
        self._classifier = classifier
        self._data = jax.device_put((x, y))

        @jax.jit
        def program(variables: State, data: tuple[jax.Array, jax.Array]) -> tuple:
            def of_one(sample: tuple[jax.Array, jax.Array]) -> tuple[jax.Array, jax.Array]:
                x, y = sample[0][None], sample[1][None]
                logits, _ = classifier.stateless_call(*variables, prepare(x), training=False)
                return cross_entropy(y, logits)[0], logits[0].argmax() == y[0]

            rows = rows_at_once(inputs_of(prepare, data[0]), most=1024)
            return jax.lax.map(of_one, data, batch_size=rows)

        self._program = program

    def __call__(self) -> tuple[np.ndarray, np.ndarray]:
        """Losses in nats ``(n,)`` float32, and hits ``(n,)`` bool, neither weighed."""
        network = self._classifier
        variables = state_of(network.trainable_variables, network.non_trainable_variables)
        losses, hits = self._program(variables, self._data)
        return np.asarray(losses), np.asarray(hits)
