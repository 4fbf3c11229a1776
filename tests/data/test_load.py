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
        ("", "the names are"),
    ],
)
def test_a_wrong_name_brings_a_suggestion(wrong, hint):
    with pytest.raises(DataNotFoundError, match=hint):
        load(wrong)


def test_an_odd_file_is_no_source(tmp_path):
    (tmp_path / "digits.csv").write_text("1,2")
    with pytest.raises(DataError, match=r"digits.csv: a source must be a name, a folder or an"):
        load(tmp_path / "digits.csv")


def test_a_shape_is_for_images_only(idx_folder):
    for source in ("mnist-5k", idx_folder):
        with pytest.raises(StudyError, match="has a shape of its own"):
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
