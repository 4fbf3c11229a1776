"""How much the validation accuracy changes from epoch to epoch."""

import numpy as np

from denselab.diagnosis import advice
from denselab.diagnosis.finding import Finding
from denselab.diagnosis.record import Record
from denselab.diagnosis.sampling import sampling_error

#: The last epochs, in which a network has settled.
WINDOW = 10
#: Fewer epochs than this show no spread.
FEWEST = 4
#: What the learning rate is multiplied by where it wobbles too much.
CALMER = 0.5


def read(record: Record) -> Finding | None:
    """The spread of the validation accuracy over the last epochs, its trend taken out.

    It is set beside the sampling error of one such accuracy, but the two are different
    things: every epoch is measured on the *same* samples, so the wobble is no sampling error,
    it is the movement of the weights. The sampling error says how much of it is worth having: a
    smaller rate is advised where the wobble is larger beyond doubt.
    """
    last = record.val_accuracy[-WINDOW:]  # (window,)
    if len(last) < FEWEST:
        return None
    level, spread = float(last.mean()), _spread(last)
    chance = sampling_error(level, record.n_validation)
    evidence = {
        "epochs": len(last),
        "wobble": spread,
        "wobble_samples": spread * record.n_validation,
        "sampling_error": chance,
    }
    is_larger = spread > _largest_by_chance(len(last) - 2) * chance
    says = _in_words(evidence, record.n_validation, is_larger)
    cure = advice.learning_rate(record, CALMER) if is_larger else {}
    return Finding(record.model, "wobble", None, evidence, says, cure)


def _largest_by_chance(degrees: int) -> float:
    """By which factor an estimate with so many degrees of freedom exceeds its truth in 5% of cases.

    Source: E. B. Wilson, M. M. Hilferty, The Distribution of Chi-Square, PNAS 17 (1931).
    """
    part = 2 / (9 * degrees)
    return float((1 - part + 1.645 * part**0.5) ** 1.5)


def _spread(values: np.ndarray) -> float:
    """Standard deviation about the straight line through the values, ``(n,)``, n ≥ 3."""
    time = np.arange(len(values)) - (len(values) - 1) / 2
    trend = time @ values / (time @ time) * time
    residuals = values - values.mean() - trend
    return float(np.sqrt(residuals @ residuals / (len(values) - 2)))


def _in_words(evidence: dict[str, float], n_validation: int, is_larger: bool) -> str:
    says = (
        f"Over the last {evidence['epochs']:.0f} epochs the validation accuracy wobbles by about "
        f"±{100 * evidence['wobble']:.2f} percentage points, {evidence['wobble_samples']:.0f} of "
        f"{n_validation:,} samples: always the same samples, so it is the weights that move. "
    )
    chance = f"±{100 * evidence['sampling_error']:.2f} points"
    if is_larger:
        return says + (
            f"That is more than other samples of that number would move it ({chance}): a smaller "
            f"learning rate or larger batches usually calm it."
        )
    return says + (
        f"Other samples of that number would move the figure by {chance}, so differences this "
        f"small between epochs say little about new data."
    )
