"""Four IDX files that are whole each, but must also agree."""

import gzip

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from denselab.data import load
from denselab.errors import DataError, DataNotFoundError, DenselabError

X_TRAIN, Y_TRAIN = "train-images-idx3-ubyte", "train-labels-idx1-ubyte"
X_TEST, Y_TEST = "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"


def test_reads_the_four(idx_folder, tiny_files):
    raw = load(str(idx_folder))
    assert raw.name == "tiny-folder"
    assert raw.classes == ("0", "1")
    assert raw.x_train.shape == (40, 30, 30)
    assert raw.x_train.tobytes() == tiny_files[X_TRAIN][16:]
    assert raw.x_test.tobytes() == tiny_files[X_TEST][16:]
    assert raw.y_train.tolist() == [0, 1] * 20
    assert raw.official_validation is None


@pytest.mark.parametrize("name", ["{}.gz", "{}"])
@pytest.mark.parametrize("dotted", [False, True])
def test_each_spelling_serves(name, dotted, idx_folder):
    for path in list(idx_folder.iterdir()):
        spelling = path.name.replace("-idx", ".idx") if dotted else path.name
        data = path.read_bytes()
        path.unlink()
        target = idx_folder / name.format(spelling)
        target.write_bytes(gzip.compress(data) if target.suffix == ".gz" else data)
    assert load(idx_folder).x_test.shape == (20, 30, 30)


def test_labels_may_start_from_one(idx_folder, encode_idx):
    (idx_folder / Y_TRAIN).write_bytes(encode_idx(np.arange(40) % 3 + 1))
    (idx_folder / Y_TEST).write_bytes(encode_idx(np.arange(20) % 3 + 1))
    raw = load(idx_folder)
    assert raw.classes == ("1", "2", "3")
    assert raw.y_train[:4].tolist() == [0, 1, 2, 0]
    assert raw.y_test.dtype == np.int32


@pytest.mark.parametrize(
    ("file", "array", "rule"),
    [
        (Y_TRAIN, np.arange(39) % 2, "one label an image .* found 39 labels for 40 images"),
        (Y_TEST, np.arange(21) % 2, "one label an image .* found 21 labels for 20 images"),
        (Y_TEST, np.arange(20) % 3, "lie in 0-1 as in training, found 2 at position 2"),
        (Y_TRAIN, np.arange(40) % 2 * 200, "consecutive, found 200 after 0"),
        (Y_TRAIN, np.arange(40) % 2 + 7, "start from 0 or 1, found 7"),
        (Y_TRAIN, np.zeros(40), "two classes are needed, found only label 0"),
        (Y_TRAIN, np.arange(40) // 39, "at least 2 examples .* found 1 of class '1'"),
        (X_TEST, np.zeros((20, 30, 29)), r"size \(30, 30\), found \(30, 29\)"),
        (X_TRAIN, np.zeros((40, 0, 30)), "at least one pixel"),
        (X_TRAIN, np.zeros((0, 30, 30)), "at least one pixel"),
    ],
)
def test_says_file_rule_and_value(file, array, rule, idx_folder, encode_idx):
    (idx_folder / file).write_bytes(encode_idx(array))
    with pytest.raises(DataError, match=rule) as caught:
        load(idx_folder)
    assert str(idx_folder / file) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_no_labels_at_all(idx_folder, encode_idx):
    (idx_folder / X_TRAIN).write_bytes(encode_idx(np.zeros((0, 30, 30))))
    (idx_folder / Y_TRAIN).write_bytes(encode_idx(np.zeros(0)))
    with pytest.raises(DataError, match=X_TRAIN):
        load(idx_folder)


def test_a_missing_sibling_is_named(idx_folder):
    (idx_folder / Y_TEST).unlink()
    with pytest.raises(DataNotFoundError, match=Y_TEST):
        load(idx_folder)


@given(
    file=st.sampled_from([X_TRAIN, Y_TRAIN, X_TEST, Y_TEST]),
    flips=st.lists(st.tuples(st.integers(0, 40), st.integers(1, 255)), min_size=1, max_size=4),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_damage_gives_a_valid_data_set_or_one_line(file, flips, idx_folder, request):
    tiny_files = request.getfixturevalue("tiny_files")  # kept out of the printed example
    data = bytearray(tiny_files[file])
    for position, flip in flips:
        data[position % len(data)] ^= flip
    (idx_folder / file).write_bytes(data)
    raw, message = None, ""
    try:
        raw = load(idx_folder)
    except DenselabError as error:
        message = str(error)
    finally:
        (idx_folder / file).write_bytes(tiny_files[file])
    if raw is None:
        assert str(idx_folder) in message
        assert "\n" not in message
    else:
        assert 0 <= raw.y_train.min() <= raw.y_train.max() < len(raw.classes)
        assert 0 <= raw.y_test.min() <= raw.y_test.max() < len(raw.classes)
        assert len(raw.x_train) == len(raw.y_train)
        assert len(raw.x_test) == len(raw.y_test)
