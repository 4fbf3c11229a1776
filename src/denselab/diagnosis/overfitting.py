"""Where a network begins to learn its training samples by heart.

The validation loss of an overfitting network falls, turns, and rises while the training loss
falls on. Two things make the rise hard to see. Both curves are noisy, and the minimum of a noisy
curve is always followed by higher values; so what comes after it must have a trend, too. And
early stopping leaves hardly ten epochs to judge by, too few for a trend to be beyond doubt.

A trend that is beyond doubt is enough. Single epochs that are far off may hide one, so the
median-filtered curve, where they are gone, is asked, too. There noise makes trends of its own,
hence three witnesses are heard together: that trend, how far the validation loss stands above its
minimum, measured by its noise, and how often the training loss halves meanwhile. Where they do not
suffice the sentence says what is known, and no more: often, that the training loss fell on and the
validation loss gained nothing from it.
"""

from dataclasses import asdict, dataclass
from math import log1p

import numpy as np

from denselab.diagnosis import advice
from denselab.diagnosis.curves import (
    growth,
    halvings,
    median_filtered,
    noise,
    smoothed_minimum,
    trend,
)
from denselab.diagnosis.finding import Finding
from denselab.diagnosis.record import Record

#: Fewer epochs than this after the minimum show no trend.
FEWEST_AFTER = 5
#: Standard errors by which a trend is beyond doubt. This and all that follows is calibrated on
#: simulated curves that never rise, at most 5% of which may be called overfitting: see the tests.
CLEAR = 2.5
#: Else the standard errors of the trend of the median-filtered curve and its height, in deviations
#: of the noise (at most so many), times this...
HEIGHT, HIGHEST = 0.6, 6.0
#: ...must come to this, less a little for each halving of the training loss (up to so many).
TOGETHER = 5.3
HALVING, HALVINGS = 0.2, 8.0
#: After so many epochs a rise shows by its trend alone.
MANY = 20


@dataclass(frozen=True)
class AfterMinimum:
    """What follows the minimum of the validation loss. Losses are median-filtered."""

    minimum: int  # its epoch, from 1
    epochs_after: int
    concordant_pairs: float  # of any two of these, how often the later has the higher loss
    concordant_pairs_clear: float  # more than this share is a rise
    calm_pairs: float  # the same share in the median-filtered losses
    rise: float  # trend and height of these together...
    rise_needed: float  # ...and more than this is a rise, too
    val_loss_at_minimum: float
    val_loss_after: float  # median of the epochs after it
    growth: float  # of the validation loss from its minimum to the median after it, as a share
    noise: float  # standard deviation of the validation loss after the minimum, as a share
    loss_at_minimum: float
    loss_at_end: float
    halvings: float  # of the training loss since the minimum

    @property
    def is_clear(self) -> bool:
        """Whether the trend alone shows a rise."""
        return self.concordant_pairs > self.concordant_pairs_clear

    @property
    def rises(self) -> bool:
        """Whether the trend shows a rise, if need be without the epochs that are far off."""
        return self.is_clear or (self.epochs_after < MANY and self.rise > self.rise_needed)


def read(record: Record) -> Finding:
    """The onset of overfitting, or that none is to be seen."""
    minimum = smoothed_minimum(record.val_loss)
    if len(record) - minimum - 1 < FEWEST_AFTER:
        evidence = {"minimum": minimum + 1, "epochs_after": len(record) - minimum - 1}
        return Finding(record.model, "no_overfitting", None, evidence, _too_late(record, minimum))
    after = _after(record, minimum)
    if after.rises and after.halvings > 0:
        evidence, says, cure = asdict(after), _overfits(after), advice.hold_back(record)
        return Finding(record.model, "overfitting", minimum + 1, evidence, says, cure)
    return Finding(record.model, "no_overfitting", None, asdict(after), _does_not_overfit(after))


def _after(record: Record, minimum: int) -> AfterMinimum:
    val_loss, loss = median_filtered(record.val_loss), median_filtered(record.loss)
    at_minimum, later = float(val_loss[minimum]), float(np.median(val_loss[minimum + 1 :]))
    trends = [trend(curve[minimum + 1 :]) for curve in (record.val_loss, val_loss)]
    spread, halved = noise(record.val_loss[minimum + 1 :]), halvings(record.loss[minimum:])
    return AfterMinimum(
        minimum=minimum + 1,
        epochs_after=len(record) - minimum - 1,
        concordant_pairs=trends[0].concordant_pairs,
        concordant_pairs_clear=0.5 + CLEAR * trends[0].standard_error,
        calm_pairs=trends[1].concordant_pairs,
        rise=trends[1].z + HEIGHT * _height(growth(at_minimum, later), spread),
        rise_needed=TOGETHER - HALVING * min(max(halved, 0.0), HALVINGS),
        val_loss_at_minimum=at_minimum,
        val_loss_after=later,
        growth=growth(at_minimum, later),
        noise=spread,
        loss_at_minimum=float(loss[minimum]),
        loss_at_end=float(loss[-1]),
        halvings=halved,
    )


def _height(share: float, spread: float) -> float:
    """By how many deviations of its noise a loss has grown, at most `HIGHEST`."""
    risen = log1p(share)
    if not spread:
        return HIGHEST if risen > 0 else 0.0
    return min(risen / spread, HIGHEST)


def _overfits(after: AfterMinimum) -> str:
    says = (
        f"Overfitting begins at epoch {after.minimum}: the validation loss is "
        f"{after.val_loss_at_minimum:.3g} there and typically {after.val_loss_after:.3g} in the "
        f"{after.epochs_after} epochs after it, while the training loss falls from "
        f"{after.loss_at_minimum:.3g} to {after.loss_at_end:.3g}. {_pairs(after)}"
    )
    if after.is_clear:
        return f"{says}, where noise would make it about half of them."
    return (
        f"{says}. That alone might be noise, but without the epochs that are far off it is "
        f"{after.calm_pairs:.0%}, and the validation loss is typically {after.growth:.1%} above "
        f"its minimum, where noise moves it by about {after.noise:.1%}."
    )


def _does_not_overfit(after: AfterMinimum) -> str:
    if after.rises:
        return _unstable(after)
    gained_nothing = after.halvings >= 1 and after.growth >= 0
    return _idle(after) if gained_nothing else _steady(after)


def _idle(after: AfterMinimum) -> str:
    return (
        f"From epoch {after.minimum} on the network gained nothing that carries over to new "
        f"samples, as far as their loss tells: the training loss fell from "
        f"{after.loss_at_minimum:.3g} to {after.loss_at_end:.3g}, the validation loss was "
        f"{after.val_loss_at_minimum:.3g} there and typically {after.val_loss_after:.3g} "
        f"afterwards. {_pairs(after)}. That and the size of its noise, about {after.noise:.1%}, do "
        f"not show a rise, so this is not called overfitting."
    )


def _steady(after: AfterMinimum) -> str:
    return (
        f"No overfitting is to be seen. After the minimum of the validation loss at epoch "
        f"{after.minimum} the training loss goes from {after.loss_at_minimum:.3g} to "
        f"{after.loss_at_end:.3g}. {_pairs(after)}; noise alone makes it about half, and more "
        f"than {after.concordant_pairs_clear:.0%} would be a clear rise."
    )


def _pairs(after: AfterMinimum) -> str:
    return (
        f"Of any two of the {after.epochs_after} epochs after the minimum the later one has the "
        f"higher validation loss in {after.concordant_pairs:.0%} of cases"
    )


def _unstable(after: AfterMinimum) -> str:
    return (
        f"After epoch {after.minimum} the validation loss rises, but the training loss does not "
        f"fall meanwhile: it goes from {after.loss_at_minimum:.3g} to {after.loss_at_end:.3g}. "
        f"That is not overfitting, for the network does no better on its training samples either. "
        f"A smaller learning rate is the first thing to try."
    )


def _too_late(record: Record, minimum: int) -> str:
    return (
        f"No overfitting is to be seen: the validation loss was near its lowest in epoch "
        f"{minimum + 1} of {len(record)}, so late that too few epochs follow to tell a rise from "
        f"noise."
    )
