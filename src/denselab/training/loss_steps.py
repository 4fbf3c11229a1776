"""What each ingredient of training adds to the training loss.

The loss that an epoch reports is no measure of how well a network fits its training samples: it is
averaged while the weights still move, with answers punished that give way to an adversarial change,
units dropped, weights penalised, labels smoothed and images distorted, where the network has these.
Validation has none of it. So the loss of the kept weights is measured anew: first with everything
as in training, then with one ingredient after another taken away, until the plain cross-entropy is
left. Where classes are weighed, they are so throughout, as in validation.

Responsible for the measurement; what it says of a network is for `diagnosis`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from denselab.augmentation import Augment
from denselab.backend import jax
from denselab.random_bits import fold_in
from denselab.settings import Settings
from denselab.training.adversarial import divergence
from denselab.training.classifier import Classifier, cross_entropy
from denselab.training.epoch import State, state_of
from denselab.training.kernels import fast_kernels
from denselab.training.prepare import Prepare, inputs_of, rows_at_once
from denselab.training.trainer import sample_weights

jnp = jax.numpy

#: With dropout, and with distorted images.
Pass = tuple[bool, bool]
PLAIN: Pass = (False, False)
#: ``(n, inputs)`` as stored, and ``(n,)`` labels.
Samples = tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True)
class Fit:
    """How well a network fits its training samples, and how sure its validation loss is.

    Attributes:
        accuracy: On the training samples, with nothing of what belongs to training.
        val_loss_error: Standard error of the validation loss, as a mean over samples.
        val_balanced_accuracy: The mean recall of the classes of the validation samples.
        loss_steps: The mean training loss by what was taken away last, in this order:
            ``moving_weights`` (all samples meet the weights at the end of the epoch), and of
            ``adversarial``, ``dropout``, ``penalties``, ``label_smoothing`` and ``augmentation``
            those that the network has. The last is the plain cross-entropy.
    """

    accuracy: float
    val_loss_error: float
    val_balanced_accuracy: float
    loss_steps: dict[str, float]


def measure(
    classifier: Classifier,
    settings: Settings,
    training: Samples,
    validation: Samples,
    *,
    prepare: Prepare,
    augment: Augment | None,
    class_weight: Mapping[int, float] | None,
    seed: int,
) -> Fit:
    """Measures both parts with the weights that `classifier` has.

    Other units are dropped and images distorted otherwise than in training, but always the same
    for the same seed. Products are in float32, sums in float64.

    Args:
        classifier: The trained network.
        settings: How it was trained.
        training: ``(n, inputs)`` as stored, and ``(n,)`` labels.
        validation: The same.
        prepare: Turns a batch as stored into the network's input.
        augment: What distorted the images.
        class_weight: What a class counts in the loss.
        seed: Of the distortions.
    """
    has = _ingredients(settings)
    stages = [has[taken:] for taken in range(len(has) + 1)]
    key = np.array([seed, 0], np.uint32)
    sweep = partial(_sweep, classifier, prepare=prepare, augment=augment, key=key)
    losses, right = sweep({_pass(stage) for stage in stages}, *training)
    others, hits = sweep({PLAIN}, *validation)
    weights, weighing = (
        1.0 if class_weight is None else sample_weights(part[1], None, class_weight)
        for part in (training, validation)
    )  # (n,)
    penalties = sum(float(penalty) for penalty in classifier.losses)

    def mean(stage: tuple[str, ...]) -> float:
        each = weights * losses[_pass(stage)][:, int("label_smoothing" in stage)]  # (n,)
        gives_way = losses[_pass(stage)][:, 2].mean() if "adversarial" in stage else 0.0
        return float(each.mean() + gives_way) + ("penalties" in stage) * penalties

    steps = dict(zip(("moving_weights", *has), map(mean, stages), strict=True))
    error = (weighing * others[PLAIN][:, 0]).std() / len(validation[1]) ** 0.5
    recalls = [hits[validation[1] == label].mean() for label in np.unique(validation[1])]
    return Fit(float(right.mean()), float(error), float(np.mean(recalls)), steps)


def _ingredients(settings: Settings) -> tuple[str, ...]:
    """What training with these settings adds to the loss, in the order of `Fit.loss_steps`."""
    there = {
        "adversarial": settings.adversarial,
        "dropout": any((settings.input_dropout, *settings.dropouts)),
        "penalties": settings.l1 or settings.l2,
        "label_smoothing": settings.label_smoothing,
        "augmentation": settings.augmentation,
    }
    return tuple(name for name, is_there in there.items() if is_there)


def _pass(stage: tuple[str, ...]) -> Pass:
    return "dropout" in stage, "augmentation" in stage


def _sweep(
    classifier: Classifier,
    passes: set[Pass],
    x: np.ndarray,
    y: np.ndarray,
    *,
    prepare: Prepare,
    augment: Augment | None,
    key: np.ndarray,
) -> tuple[dict[Pass, np.ndarray], np.ndarray]:
    """The loss of each sample in each pass, and whether it was right in the plain one.

    Returns:
        For each pass ``(n, 3)`` float64: with plain and with smoothed labels, and by how far the
        answer gives way under an adversarial change; and ``(n,)`` bool.
    """
    ordered = sorted(passes)
    variables = state_of(classifier.trainable_variables, classifier.non_trainable_variables)
    losses, right = _program(classifier, ordered, prepare, augment)(variables, x, y, key)
    by_pass = zip(ordered, np.asarray(losses, np.float64)[:, : len(y)], strict=True)
    return dict(by_pass), np.asarray(right)[: len(y)]


def _program(
    classifier: Classifier, passes: list[Pass], prepare: Prepare, augment: Augment | None
) -> Any:
    """Compiles all passes in one sweep over the data; samples that fill up a batch come last."""

    def sweep(
        variables: State, x: jax.Array, y: jax.Array, key: jax.Array
    ) -> tuple[jax.Array, jax.Array]:
        trainable, state = variables

        def on_batch(state: list[jax.Array], which: tuple[jax.Array, jax.Array]) -> Any:
            rows, number = which
            labels, losses = y[rows], []
            for dropping, distorting in passes:
                images = x[rows]
                if distorting and augment is not None:
                    images = augment(images, labels, fold_in(key, number))
                inputs = prepare(images)
                logits, state = classifier.stateless_call(
                    trainable, state, inputs, training=dropping
                )
                each = [cross_entropy(labels, logits, s) for s in (0.0, classifier.label_smoothing)]
                each.append(_gives_way(classifier, trainable, state, inputs, logits, key, number))
                losses.append(jnp.stack(each, axis=1))  # (batch, 3)
                if (dropping, distorting) == PLAIN:
                    right = logits.argmax(axis=1) == labels
            return state, (jnp.stack(losses), right)

        most = rows_at_once(inputs_of(prepare, x), most=1024)
        with fast_kernels():
            _, (losses, right) = jax.lax.scan(on_batch, state, _batches(len(x), most))
        return jnp.moveaxis(losses, 0, 1).reshape(len(passes), -1, 3), right.reshape(-1)

    return jax.jit(sweep)


def _gives_way(
    classifier: Classifier,
    trainable: list[jax.Array],
    state: list[jax.Array],
    inputs: jax.Array,
    logits: jax.Array,
    key: jax.Array,
    number: jax.Array,
) -> jax.Array:
    if not classifier.adversarial:
        return jnp.zeros(len(inputs))

    def network(changed: jax.Array) -> jax.Array:
        return classifier.stateless_call(trainable, state, changed, training=False)[0]

    directions = fold_in(fold_in(key, number), 1)
    return divergence(network, inputs, logits, classifier.adversarial, directions)


def _batches(n: int, most: int) -> tuple[jax.Array, jax.Array]:
    """Rows of equal batches, ``(batches, batch)``, the first ones again where some are left."""
    batches = -(-n // most)
    rows = jnp.arange(batches * -(-n // batches), dtype="int32") % n
    return rows.reshape(batches, -1), jnp.arange(batches, dtype="uint32")
