"""Which images are meant by what was named."""

import pytest

from denselab.errors import DataError
from denselab.prediction.pictures import image_files


def test_what_is_missing_and_what_holds_no_image_are_told_apart(tmp_path):
    with pytest.raises(DataError, match="there is no such file or folder"):
        image_files(str(tmp_path / "nowhere.png"))
    with pytest.raises(DataError, match="a folder that holds some, found none"):
        image_files(str(tmp_path))


def test_images_in_folders_within_are_found_by_name(tmp_path):
    (tmp_path / "inner").mkdir()
    for name in ("b.png", "inner/a.JPG", ".hidden.png", "notes.txt"):
        (tmp_path / name).touch()
    assert image_files(str(tmp_path)) == [tmp_path / "b.png", tmp_path / "inner" / "a.JPG"]
