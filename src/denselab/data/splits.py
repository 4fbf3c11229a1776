"""Dividing a data set into training, validation and sealed test parts.

Responsible for who may see which sample. The test part is set aside first, before anything
else is drawn, so that it depends on the data and the seed alone. Prepares nothing.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from denselab.data.raw import RawData
from denselab.data.samples import Samples, digests, kind_of
from denselab.data.sealed import SealedTest
from denselab.errors import StudyError
from denselab.seeds import stream
from denselab.study import DataKind

Method = Literal["official", "stratified"]


@dataclass(frozen=True)
class Splits:
    """A data set in its three parts; samples keep the source's order within each.

    Attributes:
        name: What the user called the data set.
        origin: Where it was read from.
        classes: The names of the classes; a label indexes this tuple.
        x_train: n_train samples, see `Samples`.
        y_train: ``(n_train,)`` int32.
        x_validation: n_validation samples.
        y_validation: ``(n_validation,)`` int32.
        test: The test part, sealed.
        train_index: ``(n_train,)`` where each training sample stands in the source.
        validation_index: The same for validation.
        validation_method: How the validation part was chosen.
        test_method: How the test part was chosen.
        seed: The seed of the stratified draws.
    """

    name: str
    origin: str
    classes: tuple[str, ...]
    x_train: Samples
    y_train: np.ndarray
    x_validation: Samples
    y_validation: np.ndarray
    test: SealedTest
    train_index: np.ndarray
    validation_index: np.ndarray
    validation_method: Method
    test_method: Method
    seed: int

    @property
    def kind(self) -> DataKind:
        """What the samples are."""
        return kind_of(self.x_train)

    def digests(self) -> dict[str, np.ndarray]:
        """A hash of each sample that a network learns from or is chosen by, uint64: ``train``
        ``(n_train,)`` and ``validation`` ``(n_validation,)``."""
        return {
            "train": digests(self.x_train),
            "validation": digests(self.x_validation),
        }


def split(
    raw: RawData,
    *,
    validation: Literal["auto", "official", "stratified"] = "auto",
    validation_fraction: float = 0.2,
    test_fraction: float = 0.2,
    seed: int = 0,
) -> Splits:
    """Set the test part aside and seal it, then divide what is left.

    Args:
        raw: The data set as its source has it.
        validation: ``"official"`` takes the first samples, as tradition has it (MNIST's first
            10,000); ``"stratified"`` draws a share of every class; ``"auto"`` is official
            where there is such a tradition.
        validation_fraction: The stratified share of what the test part leaves.
        test_fraction: The stratified share that is sealed where the source has no test set.
        seed: The study's seed; the draws use its stream ``"split"``.

    Raises:
        StudyError: if a setting is out of its range, or there is no official validation part.
    """
    _check_fraction("validation_fraction", validation_fraction)
    _check_fraction("test_fraction", test_fraction)
    rng = np.random.default_rng(stream(seed, "split"))
    rest, test = _set_test_aside(raw, test_fraction, rng)
    first = _official_validation(raw, validation)
    if first is None:
        chosen = _stratified(raw.y_train[rest], validation_fraction, rng, leave=1)
    else:
        chosen = np.arange(first)
    validation_index, train_index = rest[chosen], np.delete(rest, chosen)
    return Splits(
        name=raw.name,
        origin=raw.origin,
        classes=raw.classes,
        x_train=raw.x_train[train_index],
        y_train=raw.y_train[train_index],
        x_validation=raw.x_train[validation_index],
        y_validation=raw.y_train[validation_index],
        test=test,
        train_index=train_index,
        validation_index=validation_index,
        validation_method="stratified" if first is None else "official",
        test_method="stratified" if raw.x_test is None else "official",
        seed=seed,
    )


def _set_test_aside(
    raw: RawData, fraction: float, rng: np.random.Generator
) -> tuple[np.ndarray, SealedTest]:
    """Where the samples stand that may be learned from, and the sealed rest."""
    everything = np.arange(len(raw.y_train))
    if raw.x_test is not None and raw.y_test is not None:
        return everything, SealedTest(raw.x_test, raw.y_test)
    sealed = _stratified(raw.y_train, fraction, rng, leave=2)
    return np.delete(everything, sealed), SealedTest(raw.x_train[sealed], raw.y_train[sealed])


def _stratified(
    y: np.ndarray, fraction: float, rng: np.random.Generator, *, leave: int
) -> np.ndarray:
    """Sorted positions of a random share of every class: at least one, leaving at least some."""
    drawn = []
    for label in np.unique(y):
        members = rng.permutation(np.flatnonzero(y == label))
        share = min(max(1, round(fraction * len(members))), len(members) - leave)
        drawn.append(members[:share])
    return np.sort(np.concatenate(drawn))


def _official_validation(raw: RawData, asked: str) -> int | None:
    """How many of the first samples validate by tradition; ``None`` for a stratified draw."""
    if asked not in ("auto", "official", "stratified"):
        raise StudyError(f"validation must be auto, official or stratified, got {asked!r}")
    if asked == "official" and raw.official_validation is None:
        raise StudyError(
            f"validation='official': {raw.name} has no official validation part; use 'stratified'"
        )
    return None if asked == "stratified" else raw.official_validation


def _check_fraction(setting: str, fraction: float) -> None:
    if not 0 < fraction < 1:
        raise StudyError(f"{setting} must lie between 0 and 1, got {fraction}")
