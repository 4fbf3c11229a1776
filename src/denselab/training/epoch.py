"""One epoch as one compiled program: `jax.lax.scan` over Keras' own training step.

Responsible for the arithmetic of an epoch and nothing else: state goes in and comes out. The loop
over epochs, callbacks and the Keras model's variables belong to `trainer`.
"""

from collections.abc import Callable, Sequence
from typing import Any

from denselab.augmentation import Augment
from denselab.backend import jax, keras
from denselab.random_bits import fold_in
from denselab.training.kernels import fast_kernels
from denselab.training.prepare import Prepare

jnp = jax.numpy

#: The variables of a model as Keras passes them through its stateless steps: lists of arrays for
#: trainable, non-trainable, (in training) optimizer, and metrics variables.
State = tuple[list[jax.Array], ...]
#: ``(x, y)`` or ``(x, y, sample_weight)``, each with samples along its first axis.
Data = tuple[jax.Array, ...]

Step = Callable[[State, Data], tuple[Any, State]]


def state_of(*groups: Sequence[keras.Variable]) -> State:
    """The arrays of groups of Keras variables, as stateless calls take them."""
    return tuple([variable.value for variable in group] for group in groups)


def training_epoch(
    model: keras.Model,
    batch_size: int,
    prepare: Prepare,
    precision: str,
    augment: Augment | None = None,
    *,
    stacked: bool = False,
) -> Any:
    """Compiles ``(state, data, order, key) -> state``, one pass over the data in the given order.

    Args:
        model: A compiled and built Keras model.
        batch_size: Samples an update; the last batch takes what is left.
        prepare: Applied to each batch of inputs inside the program.
        precision: See `fast_kernels`.
        augment: Distorts each batch before it is prepared, by a key of its own.
        stacked: Whether state, order and key are those of several models like this one, stacked
            along a first axis; the data are the same for all.
    """

    def epoch(state: State, data: Data, order: jax.Array, key: jax.Array) -> State:
        def batch(rows: jax.Array, number: jax.Array) -> Data:
            x, y, *rest = (array[rows] for array in data)
            if augment is not None:
                x = augment(x, y, fold_in(key, number))
            return (prepare(x), y, *rest)

        with fast_kernels(precision):
            return _scan(model.train_step, state, batch, order, batch_size)

    return jax.jit(jax.vmap(epoch, in_axes=(0, None, 0, 0)) if stacked else epoch)


def validation_pass(model: keras.Model, batch_size: int, prepare: Prepare) -> Any:
    """Compiles ``(state, data) -> state``: Keras' test step over all batches, in float32."""

    def epoch(state: State, data: Data) -> State:
        def batch(rows: jax.Array, number: jax.Array) -> Data:
            x, *rest = (array[rows] for array in data)
            return (prepare(x), *rest)

        order = jnp.arange(len(data[0]), dtype=jnp.int32)
        return _scan(model.test_step, state, batch, order, batch_size)

    return jax.jit(epoch)


def _scan(
    step: Step,
    state: State,
    batch: Callable[[jax.Array, jax.Array], Data],
    order: jax.Array,
    batch_size: int,
) -> State:
    """One `step` a batch; `batch` makes it of its rows, ``(batch,)`` int32, and its number."""

    def on_batch(state: State, which: tuple[jax.Array, jax.Array]) -> tuple[State, None]:
        _, new_state = step(state, batch(*which))
        return _typed_like(new_state, state), None

    whole = len(order) // batch_size
    rows = order[: whole * batch_size].reshape(whole, batch_size)
    state, _ = jax.lax.scan(on_batch, state, (rows, jnp.arange(whole, dtype="uint32")))
    if whole * batch_size < len(order):
        state, _ = on_batch(state, (order[whole * batch_size :], jnp.uint32(whole)))
    return state


def _typed_like(new: Sequence[Any], old: Sequence[Any]) -> State:
    """Keeps the dtypes of the state, as assigning to Keras variables would."""
    return jax.tree.map(lambda value, like: jnp.asarray(value, like.dtype), tuple(new), tuple(old))
