"""How much better a network does on samples it was trained on than on others."""

from collections.abc import Mapping

from denselab.diagnosis.finding import Finding
from denselab.diagnosis.record import Record
from denselab.diagnosis.sampling import sampling_error


def read(record: Record) -> Finding | None:
    """The gap between training and validation, both with dropout off and the best weights.

    The training loss in the log cannot be used for this, see `loss_gap`. Hence ``None`` where the
    figures of the best weights are missing.
    """
    if record.best is None:
        return None
    evidence = _evidence(record.best, record.n_validation)
    says = _in_words(evidence, record.n_validation)
    return Finding(record.model, "gap", record.kept + 1, dict(evidence), says)


def _evidence(best: Mapping[str, float], n_validation: int) -> dict[str, float]:
    names = ("loss", "accuracy", "val_loss", "val_accuracy")
    figures = {name: float(best[name]) for name in names}
    return {
        **figures,
        "loss_gap": figures["val_loss"] - figures["loss"],
        "accuracy_gap": figures["accuracy"] - figures["val_accuracy"],
        "sampling_error": sampling_error(figures["val_accuracy"], n_validation),
    }


def _in_words(evidence: dict[str, float], n_validation: int) -> str:
    points, chance = 100 * evidence["accuracy_gap"], 100 * 2 * evidence["sampling_error"]
    verdict = "more than" if points > chance else "no more than"
    return (
        f"The kept weights, with dropout off, are right on {evidence['accuracy']:.1%} of the "
        f"training samples (loss {evidence['loss']:.3g}) and on {evidence['val_accuracy']:.1%} of "
        f"the validation samples (loss {evidence['val_loss']:.3g}). That gap of {points:.1f} "
        f"percentage points is {verdict} chance explains: the choice of {n_validation:,} samples "
        f"alone moves the figure by about ±{chance:.1f}."
    )
