"""Files that NumPy wrote are read; what breaks a rule is refused by its name."""

import io
import zipfile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from denselab.data import load, npz
from denselab.errors import DataError, StudyError

RNG = np.random.default_rng(0)
X = RNG.integers(0, 256, (12, 5, 4), np.uint8)
Y = np.arange(12, dtype=np.uint8) % 3 + 7


def saved(tmp_path, **arrays):
    np.savez_compressed(tmp_path / "digits.npz", **arrays)
    return tmp_path / "digits.npz"


@given(st.sampled_from(["uint8", "int16", "int64"]), st.integers(0, 100))
def test_images_and_labels_come_back_with_the_labels_as_classes(tmp_path_factory, dtype, first):
    y = Y.astype(dtype) + np.array(first, dtype)
    raw = load(saved(tmp_path_factory.getbasetemp(), x=X, y=y))
    np.testing.assert_array_equal(raw.x_train, X)
    assert [raw.classes[label] for label in raw.y_train] == [str(label) for label in y]
    assert (raw.name, raw.x_test, raw.y_train.dtype) == ("digits", None, np.int32)


def test_a_test_set_of_its_own_is_the_official_one(tmp_path):
    raw = load(saved(tmp_path, x_train=X, y_train=Y, x_test=X[:2], y_test=Y[1:3]))
    np.testing.assert_array_equal(raw.x_test, X[:2])
    assert [raw.classes[label] for label in raw.y_test] == ["8", "9"]


@pytest.mark.parametrize(
    ("arrays", "words"),
    [
        ({"x": X}, "needs an array y, found x"),
        ({}, "needs an array x_train, found none"),
        ({"x": X[0], "y": Y}, r"x must be \(n, height, width\) uint8"),
        ({"x": X / 255, "y": Y}, r"found \(12, 5, 4\) float64"),
        ({"x": X, "y": Y[:5]}, r"y must be \(12,\) whole numbers"),
        ({"x": X, "y": Y / 2}, "found .* float64"),
        ({"x": X, "y": Y * 0}, "at least two classes"),
        ({"x": X[:4], "y": Y[:4]}, "at least 3 examples"),
        ({"x": X, "y": np.array([None] * 12)}, "cannot be read as arrays of numbers"),
        ({"x_train": X, "y_train": Y, "x_test": X}, "needs an array y_test"),
        ({"x_train": X, "y_train": Y, "x_test": X[:, 1:], "y_test": Y}, "training images' size"),
        ({"x_train": X, "y_train": Y, "x_test": X[:1], "y_test": Y[:1] + 5}, "the label 12"),
    ],
)
def test_what_breaks_a_rule_is_refused(tmp_path, arrays, words):
    with pytest.raises(DataError, match=rf"digits\.npz: .*{words}"):
        load(saved(tmp_path, **arrays))


@given(st.data())
def test_a_damaged_file_is_refused_or_read_whole(tmp_path_factory, data):
    file = saved(tmp_path_factory.getbasetemp(), x=X, y=Y)
    content = bytearray(file.read_bytes())
    at = data.draw(st.integers(0, len(content) - 1))
    content[at] ^= data.draw(st.integers(1, 255))
    file.write_bytes(content[: data.draw(st.integers(0, len(content)))])
    try:
        raw = load(file)
    except DataError:
        return
    np.testing.assert_array_equal(raw.x_train, X)


def test_a_file_that_would_unpack_into_all_of_memory_is_not_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(npz, "LARGEST", 200)
    with pytest.raises(DataError, match="may unpack to at most 200 bytes"):
        load(saved(tmp_path, x=X, y=Y))


def test_nothing_is_unpickled(tmp_path):
    stream = io.BytesIO()
    np.save(stream, np.array([{"a": 1}], object), allow_pickle=True)
    with zipfile.ZipFile(tmp_path / "digits.npz", "w") as archive:
        archive.writestr("x.npy", stream.getvalue())
    with pytest.raises(DataError, match="allow_pickle"):
        load(tmp_path / "digits.npz")


def test_it_has_a_shape_of_its_own(tmp_path):
    with pytest.raises(StudyError, match=r"data.shape: is for a folder of images"):
        load(saved(tmp_path, x=X, y=Y), shape=(8, 8))
