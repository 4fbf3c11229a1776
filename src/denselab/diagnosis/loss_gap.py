"""Why a validation loss differs from the training loss beside it, and how much of that is real."""

from collections.abc import Mapping
from itertools import pairwise

from denselab.diagnosis.finding import Finding
from denselab.diagnosis.record import Record

#: What each ingredient of training is called in a sentence.
WORDS = {
    "moving_weights": "averaging over an epoch in which the weights still moved",
    "adversarial": "the penalty on answers that give way",
    "dropout": "dropout",
    "penalties": "the penalty on the weights",
    "label_smoothing": "label smoothing",
    "augmentation": "the distortion of images",
}
#: Standard errors of the validation loss that chance hardly exceeds.
CHANCE = 2.0


def read(record: Record) -> Finding | None:
    """The difference share by share: what each ingredient of training makes, and what is left.

    ``None`` where the shares were not measured.
    """
    if record.best is None or record.loss_steps is None:
        return None
    reported, val_loss = float(record.loss[record.kept]), float(record.best["val_loss"])
    evidence = {
        "reported_loss": reported,
        **shares(reported, record.loss_steps, val_loss),
        "val_loss": val_loss,
        "val_loss_error": float(record.best["val_loss_error"]),
    }
    says = _in_words(evidence, record)
    return Finding(record.model, "loss_gap", record.kept + 1, evidence, says)


def shares(reported: float, steps: Mapping[str, float], val_loss: float) -> dict[str, float]:
    """What makes a training loss as reported larger than a validation loss; negative: smaller.

    Args:
        reported: The training loss of an epoch.
        steps: The training loss by what was taken away of training, in this order.
        val_loss: The validation loss after that epoch.

    Returns:
        A share for each ingredient of training, and as ``generalisation`` what is left: by how
        much less the same weights lose on training samples than on others, negated. Together
        they are `reported` - `val_loss`.

    Example:
        >>> found = shares(0.5, {"moving_weights": 0.4, "dropout": 0.1}, 0.25)
        >>> {name: round(share, 2) for name, share in found.items()}
        {'moving_weights': 0.1, 'dropout': 0.3, 'generalisation': -0.15}
    """
    losses = [reported, *steps.values(), val_loss]
    return {
        name: before - after
        for name, (before, after) in zip([*steps, "generalisation"], pairwise(losses), strict=True)
    }


#: With averaged weights the end-of-epoch weights are the averages, not only where they came to.
AVERAGED = "weights that still moved and were not averaged yet"


def _in_words(evidence: Mapping[str, float], record: Record) -> str:
    reported, val_loss = evidence["reported_loss"], evidence["val_loss"]
    side = "above" if reported > val_loss else "below"
    averaged = record.setup is not None and record.setup.settings["averaging"]
    words = WORDS | ({"moving_weights": AVERAGED} if averaged else {})
    parts = [
        f"{words[name]} {'adds' if evidence[name] > 0 else 'takes'} {abs(evidence[name]):.3g}"
        for name in record.loss_steps or ()
    ]
    listed = " and ".join(filter(None, [", ".join(parts[:-1]), parts[-1]]))
    return (
        f"The training loss that epoch {record.kept + 1} reports, {reported:.3g}, lies "
        f"{abs(reported - val_loss):.3g} {side} the validation loss, {val_loss:.3g}, but the two "
        f"are not taken alike: {listed}, which validation is spared. {_residual(evidence, record)}"
    )


def _residual(evidence: Mapping[str, float], record: Record) -> str:
    cost, chance = -evidence["generalisation"], CHANCE * evidence["val_loss_error"]
    says = f"Taken alike, the training loss is {evidence['val_loss'] - cost:.3g}: "
    choice = f"the choice of {record.n_validation:,} validation samples (±{chance:.2g})"
    if abs(cost) <= chance:
        return f"{says}the difference that is left, {cost:+.3g}, is within {choice}."
    if cost < 0:
        return (
            f"{says}new samples cost {-cost:.3g} less than known ones, more than what {choice} "
            f"makes."
        )
    return (
        f"{says}new samples cost {cost:.3g} more than known ones. That is the real gap, larger "
        f"than what {choice} makes."
    )
