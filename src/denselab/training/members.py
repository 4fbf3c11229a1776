"""Several networks of the same settings, each from a seed of its own, trained for good.

Everything has been chosen by now, so nothing is validated and nothing stops early: each trains on
all the data it is given, for a number of epochs that is known. On a processor they are trained two
side by side; on an accelerator all at once, as one program over a stack of networks.
"""

import os
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from denselab.backend import jax, keras
from denselab.errors import DivergedError, InterruptedTrainingError
from denselab.seeds import stream
from denselab.settings import Settings
from denselab.side_by_side import side_by_side
from denselab.training import rules
from denselab.training.arrays import Arrays
from denselab.training.checkpoint import Checkpoint
from denselab.training.fresh import Fresh, class_weight
from denselab.training.stack import fit_stack

#: Called after each epoch with the member's number from 0, the epoch from 1, and its figures; and
#: before the first epoch, without figures.
OnMemberEpoch = Callable[[int, int, Mapping[str, float]], None]


@dataclass(frozen=True)
class Plan:
    """What all members have in common.

    Attributes:
        settings: Of the networks; their ``epochs`` are those of the learning rate's schedule.
        arrays: All that they learn from; the validation part is not looked at.
        epochs: For how many epochs each is trained.
        learning_rates: The rate of each epoch where it followed validation, else ``None``.
    """

    settings: Settings
    arrays: Arrays
    epochs: int
    learning_rates: Sequence[float] | None = None

    def checkpoint(self, file: Path, seeds: Sequence[int]) -> Checkpoint:
        """Where members of these seeds are kept while they are trained."""
        of = {"settings": self.settings.to_json(), "epochs": self.epochs, "seeds": list(seeds)}
        return Checkpoint(file, of)

    def callbacks(self) -> list[keras.callbacks.Callback]:
        """Averaging, and the rate of each epoch, where there are any."""
        rates = self.learning_rates
        if rates is None:
            return rules.averaging(self.settings)
        follow = keras.callbacks.LearningRateScheduler(lambda epoch, _: rates[epoch])
        return [*rules.averaging(self.settings), follow]


def train_members(
    plan: Plan,
    seeds: Sequence[int],
    folder: Path,
    *,
    on_epoch: OnMemberEpoch,
    stacked: bool | None = None,
) -> list[keras.Sequential]:
    """Trains a network for each seed.

    Args:
        plan: What they have in common.
        seeds: One a member; feeds its initial weights, dropout and order of samples.
        folder: Where checkpoints are kept meanwhile.
        on_epoch: Told about each epoch of each member.
        stacked: Whether as one program; by default on accelerators.

    Returns:
        The networks, ending in probabilities, in the order of their seeds.

    Raises:
        DivergedError: One of them has weights that are not finite.
    """
    if stacked is None:
        stacked = jax.default_backend() != "cpu"
    if stacked:
        checkpoint = plan.checkpoint(folder / "members.npz", seeds)
        fresh = [Fresh(plan.settings, plan.arrays, seed) for seed in seeds]
        _train_stack(plan, fresh, seeds, checkpoint, on_epoch)
        return [_finished(member, number) for number, member in enumerate(fresh)]
    works = [partial(_train_one, plan, n, seed, folder, on_epoch) for n, seed in enumerate(seeds)]
    with side_by_side(works, at_once=min(2, os.cpu_count() or 1)) as networks:
        return [network.result() for network in networks]


def _finished(fresh: Fresh, number: int) -> keras.Sequential:
    """The trained member; one that has no finite weights would spoil the answers of all."""
    if not all(np.isfinite(array).all() for array in fresh.network.get_weights()):
        raise DivergedError(
            f"member {number + 1} of the final network diverged, so the test set stays sealed: try "
            "a lower learning rate"
        )
    return fresh.finished()


def _train_one(
    plan: Plan,
    number: int,
    seed: int,
    folder: Path,
    on_epoch: OnMemberEpoch,
    interrupted: threading.Event,
) -> keras.Sequential:
    def tell(epoch: int, logs: Mapping[str, float]) -> None:
        if interrupted.is_set():
            raise InterruptedTrainingError(f"training of member {number + 1} was interrupted")
        on_epoch(number, epoch + 1, logs)

    on_epoch(number, 0, {})
    fresh = Fresh(plan.settings, plan.arrays, seed)
    fresh.trainer(plan.settings).fit(
        fresh.arrays.x_train,
        fresh.arrays.y_train,
        batch_size=plan.settings.batch_size,
        epochs=plan.epochs,
        callbacks=[*plan.callbacks(), keras.callbacks.LambdaCallback(on_epoch_end=tell)],
        class_weight=class_weight(plan.settings, fresh.arrays.y_train),
        seed=stream(seed, "shuffle"),
        verbose=0,
        checkpoint=plan.checkpoint(folder / f"member-{number + 1}.npz", [seed]),
    )
    return _finished(fresh, number)


def _train_stack(
    plan: Plan,
    fresh: Sequence[Fresh],
    seeds: Sequence[int],
    checkpoint: Checkpoint,
    on_epoch: OnMemberEpoch,
) -> None:
    arrays = fresh[0].arrays
    for number in range(len(fresh)):
        on_epoch(number, 0, {})
    fit_stack(
        [member.trainer(plan.settings) for member in fresh],
        arrays.x_train,
        arrays.y_train,
        batch_size=plan.settings.batch_size,
        epochs=plan.epochs,
        class_weight=class_weight(plan.settings, arrays.y_train),
        learning_rates=plan.learning_rates,
        seeds=[stream(seed, "shuffle") for seed in seeds],
        on_epoch=on_epoch,
        checkpoint=checkpoint,
    )
