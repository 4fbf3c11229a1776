"""Networks of one kind trained as one program: a stack of their states, one `vmap` over it.

On an accelerator the small products of one network leave most of the device idle, and those of
several cost little more. The stack is trained as `Trainer` trains each alone, but without Keras
callbacks, which know of one model only.
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from denselab.backend import jax, keras
from denselab.training.checkpoint import Checkpoint
from denselab.training.checks import as_arrays
from denselab.training.epoch import State, state_of, training_epoch
from denselab.training.trainer import Order, Trainer, sample_weights

jnp = jax.numpy


def fit_stack(
    trainers: Sequence[Trainer],
    x: np.ndarray,
    y: np.ndarray,
    *,
    batch_size: int,
    epochs: int,
    class_weight: Mapping[int, float] | None,
    learning_rates: Sequence[float] | None,
    seeds: Sequence[int],
    on_epoch: Callable[[int, int, Mapping[str, float]], None],
    checkpoint: Checkpoint,
) -> None:
    """Trains the models of all trainers on the same data, each in an order of its own.

    Args:
        trainers: Of models with equal layers, losses and optimizers.
        x: Inputs, ``(n, features)``.
        y: Labels, ``(n,)``.
        batch_size: Samples an update of each model.
        epochs: How many.
        class_weight: Weight of each class in the loss; ``None`` for the same.
        learning_rates: The rate of each epoch; ``None`` leaves it to the optimizers.
        seeds: Of the orders and distortions, one a model.
        on_epoch: Called with the model's number, the epoch from 1 and its figures.
        checkpoint: Where training keeps where it is, and from where it goes on.
    """
    data = as_arrays(x, y, sample_weights(y, None, class_weight))
    for trainer in trainers:
        trainer.build(data, batch_size)
    first = trainers[0]
    program = training_epoch(
        first.model, batch_size, first.prepare, first.precision, first.augment, stacked=True
    )
    models = [trainer.model for trainer in trainers]
    variables = [each for model in models for group in _learned(model) for each in group]
    checkpoint.restore(variables, [])
    orders = [Order(len(y), True, seed) for seed in seeds]
    on_device = jax.device_put(data)
    for model in models:
        model.reset_metrics()
    learned, no_metrics = _pull(models, _learned), _pull(models, _metrics)
    for epoch in range(checkpoint.epochs, epochs):
        if learning_rates is not None:
            learned = _at_rate(learned, first.model.optimizer, learning_rates[epoch])
        order = np.stack([order.of(epoch) for order in orders])
        keys = np.stack([order.key(epoch) for order in orders])
        *kept, metrics = program((*learned, *no_metrics), on_device, order, keys)
        learned = tuple(kept)
        _push(models, _metrics, (metrics,))
        for number, model in enumerate(models):
            figures = {k: float(v) for k, v in model.get_metrics_result().items()}
            on_epoch(number, epoch + 1, figures)
        if checkpoint.is_due:
            _push(models, _learned, learned)
            checkpoint.keep(epoch + 1, variables, [])
    _push(models, _learned, learned)
    for model in models:
        model.optimizer.finalize_variable_values(model.trainable_variables)


#: Names groups of a model's variables, in the order in which they are in its state.
Groups = Callable[[keras.Model], list[list[keras.Variable]]]


def _learned(model: keras.Model) -> list[list[keras.Variable]]:
    return [model.trainable_variables, model.non_trainable_variables, model.optimizer.variables]


def _metrics(model: keras.Model) -> list[list[keras.Variable]]:
    return [model.metrics_variables]


def _at_rate(learned: State, optimizer: keras.optimizers.Optimizer, rate: float) -> State:
    """The same with another learning rate of all optimizers, which are alike."""
    *weights, others = learned
    rated = [
        jnp.full_like(value, rate) if variable is optimizer.learning_rate else value
        for variable, value in zip(optimizer.variables, others, strict=True)
    ]
    return (*weights, rated)


def _pull(models: Sequence[keras.Model], groups: Groups) -> State:
    """The variables of all models, stacked along a first axis."""
    states = [state_of(*groups(model)) for model in models]
    return tuple(jax.tree.map(lambda *values: jnp.stack(values), *states))


def _push(models: Sequence[keras.Model], groups: Groups, state: State) -> None:
    """Gives each model its own, after one transfer an array instead of a slice for each model."""
    arrays = jax.device_get(state)
    for number, model in enumerate(models):
        for variables, values in zip(groups(model), arrays, strict=True):
            for variable, value in zip(variables, values, strict=True):
                variable.assign(value[number])
