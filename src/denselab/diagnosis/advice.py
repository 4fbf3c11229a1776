"""What to change about a network, as settings of a study, each a step from what trained it.

The steps are those that a person would try: a rate times or by ten where it is far off, else by
two. Nothing is advised where it is not known how the network was trained.
"""

from typing import Any

from denselab.diagnosis.record import Record

Advice = dict[str, Any]

#: The dropout of a network that had none, and the highest that is advised.
DROPOUT, MOST_DROPOUT = 0.3, 0.7


def learning_rate(record: Record, factor: float) -> Advice:
    """Another learning rate, to three digits."""
    if record.setup is None:
        return {}
    rate = record.setup.settings["learning_rate"] * factor
    return record.setup.change("learning_rate", float(f"{rate:.3g}"))


def more_epochs(record: Record) -> Advice:
    """Twice as many epochs."""
    if record.setup is None:
        return {}
    return record.setup.change("epochs", 2 * record.setup.settings["epochs"])


def lower_rate_when_resting(record: Record) -> Advice:
    """A schedule that halves the rate on a plateau, where the rate has been constant."""
    if record.setup is None or record.setup.settings["schedule"] != "constant":
        return {}
    return record.setup.change("schedule", "plateau")


def more_samples(record: Record) -> Advice:
    """Distorted copies of the images, where there are images and they are not distorted yet."""
    setup = record.setup
    if setup is None or not (setup.is_held_back and setup.has_images):
        return {}
    return {} if setup.settings["augmentation"] else {"augmentation.preset": "auto"}


def hold_back(record: Record) -> Advice:
    """Against overfitting: distorted images, then more dropout; for a plain network half the units.

    Source: F. Chollet, Deep Learning with Python (2018), section 4.4.
    """
    setup = record.setup
    if setup is None:
        return {}
    if not setup.is_held_back:
        return _widths(record, 0.5)
    dropout = setup.settings["dropout"]
    more = _each(dropout, lambda rate: min(MOST_DROPOUT, rate + 0.1) if rate else DROPOUT)
    stronger = setup.change("dropout", more) if more != dropout else {}
    return more_samples(record) or stronger


def let_go(record: Record) -> Advice:
    """Against underfitting: half the dropout, where there is any, else twice the units."""
    setup = record.setup
    if setup is None:
        return {}
    dropout = setup.settings["dropout"]
    less = _each(dropout, lambda rate: rate / 2)
    return setup.change("dropout", less) if less != dropout else _widths(record, 2)


def _widths(record: Record, factor: float) -> Advice:
    """Other widths of the hidden layers, where there are any and they may be changed."""
    setup = record.setup
    if setup is None or not (setup.settings["widths"] and setup.widths_are_free):
        return {}
    widths = [max(1, round(factor * width)) for width in setup.settings["widths"]]
    return setup.change("widths", widths)


def _each(rates: Any, change: Any) -> Any:
    """The change of one rate for all layers, or of one for each."""
    if isinstance(rates, list | tuple):
        return [round(change(rate), 3) for rate in rates]
    return round(change(rates), 3)
