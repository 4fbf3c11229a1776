"""What joins a data set is learned from, and nothing else changes."""

import numpy as np
import pytest
from sklearn.datasets import load_digits

from denselab.data import RawData, further, parts_of, semeion, split
from denselab.data.further import with_further
from denselab.errors import DataError, DataNotFoundError, StudyError
from denselab.handwriting import DIGITS, NO_DIGIT, glyph
from denselab.study import Study

FEW = 3


@pytest.fixture(autouse=True)
def few(monkeypatch):
    monkeypatch.setattr(further, "STROKES", FEW)
    monkeypatch.setattr(further, "SCRAPS", 4 * FEW)


@pytest.fixture
def other_hands(tmp_path, monkeypatch):
    """A few bitmaps where Semeion's and UCI's optical digits are looked for."""
    rng = np.random.default_rng(0)
    monkeypatch.setenv("DENSELAB_DATA", str(tmp_path))
    places = {"semeion/semeion.npz": 16, "optdigits32/optdigits_orig_tra.npz": 32}
    sets = {}
    for name, side in places.items():
        x = np.zeros((20, side, side), np.uint8)
        for image in x:
            image[2:-2, rng.integers(2, side - 2)] = 1
        sets[name.partition("/")[0].removesuffix("32")] = x, (np.arange(20) % 10).astype(np.uint8)
        (tmp_path / name).parent.mkdir()
        np.savez(tmp_path / name, x=x, y=np.arange(20) % 10)
    return sets


def joined(splits, *names, seed=0):
    return with_further(splits, names, seed=seed, offline=True)


def added(splits, *names, seed=0):
    """What has joined, images and labels."""
    both, n = joined(splits, *names, seed=seed), len(splits.y_train)
    assert np.array_equal(both.x_train[:n], splits.x_train)
    assert np.array_equal(both.y_train[:n], splits.y_train)
    assert both.x_train.dtype == np.uint8
    assert both.y_train.dtype == np.int32
    return both.x_train[n:], both.y_train[n:]


def test_without_any_nothing_changes(mnist_5k_splits):
    parts = parts_of(Study())
    assert (parts.origin, parts.classes) == (mnist_5k_splits.origin, mnist_5k_splits.classes)
    np.testing.assert_array_equal(parts.x_train, mnist_5k_splits.x_train)
    np.testing.assert_array_equal(parts.y_train, mnist_5k_splits.y_train)


@pytest.mark.parametrize("names", [["strokes"], ["scraps"], ["strokes", "scraps", "semeion",
                                                             "optdigits"]])  # fmt: skip
def test_validation_and_test_stay_as_they_are(names, mnist_5k_splits, other_hands):
    both = joined(mnist_5k_splits, *names)
    before, after = mnist_5k_splits.digests(), both.digests()
    assert np.array_equal(after["validation"], before["validation"])
    assert np.array_equal(both.y_validation, mnist_5k_splits.y_validation)
    assert both.test is mnist_5k_splits.test
    assert np.array_equal(after["train"][: len(before["train"])], before["train"])
    assert len(after["train"]) > len(before["train"])


@pytest.mark.parametrize(
    ("names", "classes"),
    [
        (["strokes"], DIGITS),
        (["semeion", "optdigits"], DIGITS),
        (["scraps"], (*DIGITS, NO_DIGIT)),
        (["scraps", "strokes"], (*DIGITS, NO_DIGIT)),
    ],
)
def test_only_scraps_bring_a_class(names, classes, mnist_5k_splits, other_hands):
    both = joined(mnist_5k_splits, *names)
    assert both.classes == classes
    assert set(both.y_train) == set(range(len(classes)))
    assert set(both.y_validation) == set(range(10))


def test_of_each_digit_as_many_are_drawn(mnist_5k_splits):
    x, y = added(mnist_5k_splits, "strokes")
    assert np.bincount(y).tolist() == [FEW] * 10
    assert (x.max(axis=(1, 2)) > 200).all()


def test_bitmaps_come_in_mnists_form(mnist_5k_splits, other_hands):
    for name, (bitmaps, labels) in other_hands.items():
        x, y = added(mnist_5k_splits, name)
        assert np.array_equal(y, labels)
        assert np.array_equal(x, [glyph(bitmap) for bitmap in bitmaps])


def test_the_seed_decides_what_is_drawn(mnist_5k_splits):
    one, same, other = (
        added(mnist_5k_splits, "strokes", "scraps", seed=seed)[0] for seed in (1, 1, 2)
    )
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)


def test_the_order_and_number_of_names_do_not_matter(mnist_5k_splits, other_hands):
    one = added(mnist_5k_splits, "scraps", "semeion", "strokes")
    other = added(mnist_5k_splits, "strokes", "scraps", "semeion", "scraps")
    assert all(np.array_equal(*pair) for pair in zip(one, other, strict=True))


def test_where_optical_digits_are_missing_scikit_learns_take_their_place(
    mnist_5k_splits, tmp_path, monkeypatch
):
    monkeypatch.setenv("DENSELAB_DATA", str(tmp_path))
    x, y = load_digits(return_X_y=True)
    some = slice(0, 40)
    monkeypatch.setattr("sklearn.datasets.load_digits", lambda **_: (x[some], y[some]))
    images, labels = added(mnist_5k_splits, "optdigits")
    assert np.array_equal(labels, y[some])
    assert np.array_equal(images, [glyph(each.reshape(8, 8) / 16) for each in x[some]])


def test_optical_digits_that_are_none_are_named(mnist_5k_splits, other_hands, tmp_path):
    file = tmp_path / "optdigits32" / "optdigits_orig_tra.npz"
    file.write_text("no arrays")
    with pytest.raises(DataError, match=r"optdigits_orig_tra\.npz: cannot be read as images"):
        joined(mnist_5k_splits, "optdigits")


def test_offline_a_set_that_is_not_there_is_told(mnist_5k_splits, tmp_path, monkeypatch):
    monkeypatch.setenv("DENSELAB_DATA", str(tmp_path))
    monkeypatch.setattr(semeion, "cache_folder", lambda name: tmp_path / "cache" / name)
    monkeypatch.setattr(semeion, "local_folders", lambda name: iter([tmp_path / name]))
    with pytest.raises(DataNotFoundError, match=r"semeion: not on this machine"):
        joined(mnist_5k_splits, "semeion")


@pytest.mark.parametrize(
    ("shape", "classes"), [((8, 8), DIGITS), ((28, 28), (*DIGITS[1:], "0")), ((28, 28), DIGITS[:2])]
)
def test_another_data_set_is_refused(shape, classes):
    n = 10 * len(classes)
    x = np.random.default_rng(0).integers(0, 256, (n, *shape), dtype=np.uint8)
    raw = RawData("mine", "a test", classes, x, (np.arange(n) % len(classes)).astype(np.int32))
    with pytest.raises(StudyError, match=r"data\.also: should be left out, because mine has no"):
        joined(split(raw), "strokes")


def test_texts_are_refused():
    texts = np.array([f"text {number}" for number in range(20)], object)
    raw = RawData("mine", "a test", ("a", "b"), texts, (np.arange(20) % 2).astype(np.int32))
    with pytest.raises(StudyError, match=r"data\.also"):
        joined(split(raw), "scraps")
