"""Where a source's name leads."""

import pytest

from denselab.data import load
from denselab.errors import DataError, DataNotFoundError, StudyError


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        ("mnits", "did you mean 'mnist'"),
        ("MNIST-5K", "did you mean 'mnist-5k'"),
        ("fashion_mnist", "did you mean 'fashion-mnist'"),
        ("/no/such/folder", "the names are mnist-5k, mnist, fashion-mnist"),
    ],
)
def test_a_wrong_name_brings_a_suggestion(wrong, hint):
    with pytest.raises(DataNotFoundError, match=hint):
        load(wrong)


def test_an_odd_file_is_no_source(tmp_path):
    (tmp_path / "digits.pdf").write_text("1,2")
    with pytest.raises(DataError, match=r"digits.pdf: a source must be a name, a folder, an"):
        load(tmp_path / "digits.pdf")


def test_a_source_has_a_name():
    with pytest.raises(StudyError, match=r"data.source"):
        load("")


@pytest.mark.parametrize("setting", [{"target": "y"}, {"drop": ["x"]}, {"header": False}])
def test_images_have_no_columns(setting, idx_folder):
    for source in ("mnist-5k", idx_folder):
        with pytest.raises(StudyError, match=rf"data.{next(iter(setting))}: is for a table"):
            load(source, **setting)


def test_a_table_is_read_as_it_is_asked(tmp_path):
    (tmp_path / "people.csv").write_text("Ada,36,f\nAlan,41,m\n" * 3)
    raw = load(tmp_path / "people.csv", header=False, drop=["column_1"])
    assert (raw.name, raw.classes, raw.x_train.columns) == ("people", ("f", "m"), ["column_2"])
    with pytest.raises(StudyError, match=r"data.shape: is for a folder of images"):
        load(tmp_path / "people.csv", shape=(8, 8))


def test_a_shape_is_for_images_only(idx_folder):
    for source in ("mnist-5k", idx_folder):
        with pytest.raises(StudyError, match=r"data.shape: is for a folder of images"):
            load(source, shape=(8, 8))


def test_a_name_wins_over_a_folder(tmp_path, monkeypatch):
    (tmp_path / "mnist-5k").mkdir()
    monkeypatch.chdir(tmp_path)
    assert len(load("mnist-5k").x_train) == 5000
    with pytest.raises(DataError, match="found neither"):
        load("./mnist-5k")


def test_a_folder_may_be_given_from_home(idx_folder, monkeypatch):
    monkeypatch.setenv("HOME", str(idx_folder.parent))
    assert load(f"~/{idx_folder.name}").name == idx_folder.name
