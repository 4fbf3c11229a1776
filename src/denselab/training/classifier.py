"""What a network is trained to make small, and what it is judged by.

Training minimises the cross-entropy of smoothed labels, the penalties on the weights, and how far
answers give way under adversarial changes. Validation measures the cross-entropy alone, each
class weighing as in training: so the losses of networks with different penalties can be compared,
and the gap between training and validation is one of data.
"""

from functools import partial
from typing import Any

from denselab.backend import jax, keras
from denselab.training.adversarial import divergence

jnp = jax.numpy


class Classifier(keras.Sequential):
    """A network that ends in logits, with a loss for training and a plain one for everything else.

    Args:
        layers: Of the network.
        label_smoothing: Share of each label that is spread evenly over all classes in training.
        adversarial: Radius of the changes of inputs against which answers shall hold; 0 for none.
        seed: Of the directions from which such changes are sought.
    """

    def __init__(
        self,
        layers: list[Any],
        label_smoothing: float = 0.0,
        adversarial: float = 0.0,
        seed: int = 0,
    ) -> None:
        super().__init__(layers, name="network")
        self.label_smoothing = label_smoothing
        self.adversarial = adversarial
        if adversarial:
            self.directions = keras.random.SeedGenerator(seed)

    def compute_loss(
        self,
        x: Any = None,
        y: Any = None,
        y_pred: Any = None,
        sample_weight: Any = None,
        training: bool = True,
    ) -> jax.Array:
        """Mean over a batch; all but the cross-entropy counts in training only."""
        losses = cross_entropy(y, y_pred, self.label_smoothing if training else 0.0)
        if sample_weight is not None:
            losses *= sample_weight
        if not training:
            return losses.mean()
        total = losses.mean() + sum(self.losses)
        if self.adversarial:
            without_dropout = partial(self.__call__, training=False)
            key = self.directions.next()
            total += divergence(without_dropout, x, y_pred, self.adversarial, key).mean()
        return total


def cross_entropy(labels: jax.Array, logits: jax.Array, smoothing: float = 0.0) -> jax.Array:
    """Cross-entropy of each sample, in nats.

    Args:
        labels: ``(batch,)`` integers.
        logits: ``(batch, classes)`` float32.
        smoothing: Share of each label that is spread evenly over all classes (Szegedy et al.,
            Rethinking the Inception Architecture, 2016).

    Returns:
        ``(batch,)`` float32.

    Example:
        >>> cross_entropy(jnp.array([0]), jnp.zeros((1, 4))).round(3)
        Array([1.386], dtype=float32)
    """
    log_probabilities = jax.nn.log_softmax(logits)
    places = labels.reshape(-1, 1).astype("int32")
    of_label = jnp.take_along_axis(log_probabilities, places, axis=1)[:, 0]
    if not smoothing:
        return -of_label
    return -(1 - smoothing) * of_label - smoothing * log_probabilities.mean(axis=1)
