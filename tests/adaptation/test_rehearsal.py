"""Who learns from what, and what is more than chance."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from denselab.adaptation.lessons import FOLDS, Lessons
from denselab.adaptation.origin import Origin
from denselab.adaptation.rehearsal import SEEN, Rehearsal
from denselab.adaptation.worth import check_remembered, compared
from denselab.errors import ForgettingError
from denselab.prep import Pixels
from denselab.study import AdaptationSettings
from denselab.training import Arrays

LABELS = st.lists(st.integers(0, 3), min_size=5, max_size=60)


def lessons(labels, earlier=0):
    """Corrections that differ from each other and from training samples in their first pixel."""
    labels = np.array(labels, np.int32)
    images = np.zeros((len(labels) + earlier, 2, 2), np.uint8)
    images[:, 0, 0] = np.arange(1, len(images) + 1)
    split = len(labels)
    return Lessons(images[:split], labels, images[split:], np.zeros(earlier, np.int32))


def rehearsal(given, n=400, **asked):
    images = np.zeros((n, 2, 2), np.uint8)
    images[:, 1, 1] = 255
    pixels = Pixels().fit(images)
    labels = np.zeros(n, np.int32)
    x = pixels.inputs(images)
    arrays = Arrays(x, labels, x, labels, pixels.encoding_, tuple("abcd"), (2, 2))
    origin = SimpleNamespace(pixels=pixels, classes=arrays.classes)
    return Rehearsal(origin, given, AdaptationSettings(**asked), arrays)


@given(LABELS, st.integers(0, 9))
def test_folds_have_as_many_corrections_and_as_many_of_each_class(labels, seed):
    folds = lessons(labels).folds(seed)
    assert np.ptp(np.bincount(folds, minlength=FOLDS)) <= 1
    for label in set(labels):
        assert np.ptp(np.bincount(folds[np.array(labels) == label], minlength=FOLDS)) <= 1


@given(LABELS, st.integers(0, 9), st.floats(0.01, 0.9), st.data())
def test_all_that_was_learned_is_rehearsed_and_corrections_are_their_share(
    labels, earlier, share, data
):
    given_ = lessons(labels, earlier)
    which = data.draw(st.lists(st.booleans(), min_size=len(labels), max_size=len(labels)))
    rows = np.array(which)
    rows[0] = True
    work = rehearsal(given_, share=share)
    arrays = work.arrays_with(rows)
    n = len(work.arrays.y_train)
    np.testing.assert_array_equal(arrays.x_train[:n], work.arrays.x_train)
    counts = np.bincount(arrays.x_train[n:, 0], minlength=len(labels) + earlier + 1)[1:]
    taken = np.concatenate([rows, np.ones(earlier, bool)])
    assert (counts[~taken] == 0).all()
    assert counts[taken].min() >= 1
    assert np.ptp(counts[taken]) <= 1, "none is repeated more often than another"
    filled = len(arrays.y_train) - n
    if filled > taken.sum():
        assert filled / len(arrays.y_train) == pytest.approx(share, abs=1 / n)
    of_pixel = np.concatenate([given_.labels, given_.earlier_labels])
    np.testing.assert_array_equal(arrays.y_train[n:], of_pixel[arrays.x_train[n:, 0] - 1])


def test_without_epochs_as_many_samples_are_seen(origin):
    real = Origin(origin)
    for n in (3_200, SEEN, 2 * SEEN):
        x, labels = np.zeros((n, 1), np.uint8), np.zeros(n, np.int32)
        arrays = Arrays(x, labels, x, labels, real.pixels.encoding_, real.classes)
        settings = Rehearsal(real, lessons([0] * 5), AdaptationSettings(), arrays).settings
        assert settings.epochs * n >= SEEN > (settings.epochs - 1) * n
    assert settings.start.network == real.sha256
    assert (settings.stop, settings.start.freeze, settings.start.head) == ("never", 0, True)


def answers(both, only_before, only_after, neither=0):
    """Two networks' answers that agree and differ so often."""
    before = np.repeat([True, True, False, False], [both, only_before, only_after, neither])
    after = np.repeat([True, False, True, False], [both, only_before, only_after, neither])
    return compared(before, after)


@pytest.mark.parametrize(
    ("only_before", "only_after", "outcome"),
    [
        (40, 10, "refused"),  # 0.30 points, p < 0.001
        (35, 15, "refused"),  # 0.20 points, p = 0.007
        (60, 45, "doubted"),  # 0.15 points, p = 0.17
        (30, 20, "accepted"),  # 0.10 points, as much as is tolerated
        (12, 2, "accepted"),  # no chance, but 0.10 points
        (10, 40, "accepted"),
    ],
)
def test_a_loss_is_refused_beyond_tolerance_and_chance(only_before, only_after, outcome):
    told = answers(10_000 - only_before - only_after, only_before, only_after)
    if outcome == "refused":
        with pytest.raises(ForgettingError, match=r"no chance .* try a smaller rate"):
            check_remembered(Path("run"), told, 0.1)
    else:
        doubt = check_remembered(Path("run"), told, 0.1)
        assert (doubt is None) == (outcome == "accepted")
        assert doubt is None or "may be chance" in doubt
