"""Grid search: every combination of some settings, each tried on a fresh network.

Maps settings to a validation score and returns settings, never a network. Optuna's `GridSampler`
asks for each combination and keeps the books; the trials run in threads beside it, numbered in
the order of the grid, so that nothing depends on which of them is quicker.
"""

import math
import threading
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import product
from typing import Any, Protocol

from denselab.side_by_side import side_by_side

#: Settings of a trial, by name.
Point = Mapping[str, Any]


class Objective(Protocol):
    """Maps settings to a validation score."""

    def __call__(
        self, number: int, point: Point, interrupted: threading.Event
    ) -> Mapping[str, float]:
        """Trains a fresh network with the settings of `point`.

        Args:
            number: Of the trial, from 0.
            point: The settings that differ between trials.
            interrupted: Once set, the answer is not wanted any more: end soon.

        Returns:
            ``val_accuracy`` and ``val_loss`` of the best weights, and the score that is asked for.
        """


@dataclass(frozen=True)
class Trial:
    """One combination and how it did.

    Attributes:
        number: From 0, in the order of the grid, the last setting changing fastest.
        settings: The combination that was tried.
        score: What trials are compared by.
        validation_accuracy: Of the best weights; ``nan`` where the network diverged.
        validation_loss: Of the same weights.
        state: ``"complete"`` or ``"diverged"``.
    """

    number: int
    settings: dict[str, Any]
    score: float
    validation_accuracy: float
    validation_loss: float
    state: str

    @property
    def rank(self) -> tuple[bool, float, float]:
        """Orders trials, the best first: higher score, and among equals the lower loss."""
        return (self.state != "complete", -self.score, self.validation_loss)


def grid_search(
    objective: Objective,
    space: Mapping[str, Sequence[float | int]],
    *,
    by: str = "val_accuracy",
    seed: int = 0,
    at_once: int = 1,
) -> list[Trial]:
    """Tries every point of a grid.

    Args:
        objective: Trains with the settings of a point, see `Objective`.
        space: The values of each setting.
        by: The score, of what the objective returns, that is to be high.
        seed: Of Optuna's sampler.
        at_once: How many trials run at once, in threads.

    Returns:
        A trial for each combination, in the order of their numbers.

    Example:
        >>> def objective(number, point, interrupted):
        ...     return {"val_accuracy": point["learning_rate"], "val_loss": 1.0}
        >>> trials = grid_search(objective, {"learning_rate": [0.1, 0.2]})
        >>> min(trials, key=lambda trial: trial.rank).settings
        {'learning_rate': 0.2}
    """
    with warnings.catch_warnings():  # tqdm's, that a notebook lacks widgets nobody here uses
        warnings.simplefilter("ignore")
        import optuna
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    points = [dict(zip(space, values, strict=True)) for values in product(*space.values())]
    study = optuna.create_study(
        direction="maximize", sampler=optuna.samplers.GridSampler(space, seed=seed)
    )

    def trial(number: int, interrupted: threading.Event) -> Trial:
        figures = objective(number, points[number], interrupted)
        accuracy, loss = figures["val_accuracy"], figures["val_loss"]
        state = "complete" if math.isfinite(loss) else "diverged"
        return Trial(number, dict(points[number]), figures[by], accuracy, loss, state)

    works = [partial(trial, number) for number in range(len(points))]
    with side_by_side(works, at_once) as trials:

        def score(asked: optuna.Trial) -> float:
            point = {name: asked.suggest_categorical(name, space[name]) for name in space}
            return trials[points.index(point)].result().score

        study.optimize(score)
    return [trial.result() for trial in trials]
