"""How much better a network does on samples it was trained on than on others."""

import numpy as np

from denselab.diagnosis.finding import Finding
from denselab.diagnosis.record import Record
from denselab.diagnosis.sampling import sampling_error


def read(record: Record) -> Finding | None:
    """The gap between training and validation, both with dropout off and the best weights.

    The training loss in the log cannot be used for this: it is taken with dropout on, and
    averaged over an epoch in which the weights still moved. Hence ``None`` where the figures
    of the best weights are missing.
    """
    if record.best is None:
        return None
    best = int(np.argmin(record.val_loss))
    evidence = _evidence(record, best)
    says = _gap_in_words(evidence, record.n_validation)
    if evidence["logged_loss"] > evidence["val_loss"]:
        says += _validation_lies_below_the_log(evidence)
    return Finding(record.model, "gap", best + 1, dict(evidence), says)


def _evidence(record: Record, best: int) -> dict[str, float]:
    figures = {name: float(value) for name, value in (record.best or {}).items()}
    return {
        **figures,
        "loss_gap": figures["val_loss"] - figures["loss"],
        "accuracy_gap": figures["accuracy"] - figures["val_accuracy"],
        "sampling_error": sampling_error(figures["val_accuracy"], record.n_validation),
        "logged_loss": float(record.loss[best]),
    }


def _gap_in_words(evidence: dict[str, float], n_validation: int) -> str:
    points, chance = 100 * evidence["accuracy_gap"], 100 * 2 * evidence["sampling_error"]
    verdict = "more than" if points > chance else "no more than"
    return (
        f"The kept weights, with dropout off, are right on {evidence['accuracy']:.1%} of the "
        f"training samples (loss {evidence['loss']:.3g}) and on {evidence['val_accuracy']:.1%} of "
        f"the validation samples (loss {evidence['val_loss']:.3g}). That gap of {points:.1f} "
        f"percentage points is {verdict} chance explains: the choice of {n_validation:,} samples "
        f"alone moves the figure by about ±{chance:.1f}."
    )


def _validation_lies_below_the_log(evidence: dict[str, float]) -> str:
    says = (
        f" The training loss in the log, {evidence['logged_loss']:.3g}, lies above the validation "
    )
    if evidence["loss"] < evidence["val_loss"]:
        return says + (
            "loss, that of the kept weights does not: the log's is taken during the epoch, while "
            "the weights still move and dropout, where the network has it, switches units off."
        )
    return says + (
        "loss, and that of the kept weights is no lower than it either: the way the log is taken "
        "does not explain it, the network does at least as well on the validation samples."
    )
