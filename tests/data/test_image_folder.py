"""A folder of images, one sub-folder a class."""

import numpy as np
import pytest
from PIL import Image

from denselab.data import load, split
from denselab.errors import DataError, StudyError


@pytest.fixture
def shapes(tmp_path):
    """``shapes(cat=[(height, width), ...], ...)`` makes a folder of grey images."""

    def make(**classes):
        folder = tmp_path / "animals"
        folder.mkdir()
        for shade, (name, sizes) in enumerate(classes.items()):
            (folder / name).mkdir()
            for number, size in enumerate(sizes):
                image = Image.fromarray(np.full(size, 40 * shade, np.uint8))
                image.save(folder / name / f"{number}.png")
        return folder

    return make


def test_sub_folders_are_classes(shapes):
    folder = shapes(dog=[(9, 9)] * 4, cat=[(9, 9)] * 3)
    (folder / "cat" / "notes.txt").write_text("not an image")
    (folder / "cat" / ".hidden.png").write_text("nor this")
    (folder / ".cache").mkdir()
    raw = load(folder)
    assert raw.name == "animals"
    assert raw.classes == ("cat", "dog")
    assert raw.y_train.tolist() == [0, 0, 0, 1, 1, 1, 1]
    assert [int(x.max()) for x in raw.x_train] == [40] * 3 + [0] * 4
    assert (raw.x_train.dtype, raw.y_train.dtype) == (np.uint8, np.int32)
    assert raw.x_test is None
    assert len(split(raw).test) == 2  # one a class


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ([(28, 28)] * 6, (28, 28)),
        ([(20, 30), (30, 40), (40, 50), (20, 30), (30, 40), (90, 99)], (30, 40)),
        ([(600, 300)] * 6, (64, 32)),
        ([(2, 3)] * 6, (8, 8)),
        ([(1000, 10)] * 6, (64, 8)),
    ],
)
def test_one_shape_is_chosen_from_the_images(sizes, expected, shapes):
    raw = load(shapes(a=sizes[:3], b=sizes[3:]))
    assert raw.x_train.shape[1:] == expected
    assert f"{expected[0]}×{expected[1]}" in raw.origin


def test_the_shape_may_be_given(shapes):
    assert load(shapes(a=[(9, 9)] * 3, b=[(5, 7)] * 3), shape=(12, 10)).x_train.shape == (6, 12, 10)


@pytest.mark.parametrize("shape", [(0, 9), (9, -1), (9, 2000)])
def test_an_impossible_shape_is_refused(shape, shapes):
    with pytest.raises(
        StudyError,
        match=r"data.shape.[01]: should be (greater|less) than or equal to (1|1024), got",
    ):
        load(shapes(a=[(9, 9)] * 3, b=[(5, 7)] * 3), shape=shape)


@pytest.mark.parametrize(
    ("classes", "rule"),
    [
        ({}, "four IDX files or one sub-folder of images a class, found neither"),
        ({"cat": [(9, 9)] * 5}, "two classes are needed, found only 'cat'"),
        ({"cat": [(9, 9)] * 5, "dog": [(9, 9)]}, "at least 3 examples .* found 1 of class 'dog'"),
        ({"cat": [(9, 9)] * 5, "dog": [(9, 9)] * 3, "eel": []}, "found 0 of class 'eel'"),
        ({"cat": [], "dog": []}, "sub-folders cat, dog must hold images, found none"),
    ],
)
def test_says_folder_rule_and_value(classes, rule, shapes):
    folder = shapes(**classes)
    with pytest.raises(DataError, match=rule) as caught:
        load(folder)
    assert str(folder) in str(caught.value)


@pytest.mark.parametrize(
    "name", ["a\x1b[31mb", "a\nb", "a\x85b", "a\u2028b", "a\udcffb", "a\uffffb"]
)
def test_a_name_that_cannot_be_written_is_refused_in_one_line(name, shapes):
    folder = shapes(cat=[(9, 9)] * 3, **{name: [(9, 9)] * 3})
    for source in (folder, folder / name):
        with pytest.raises(DataError, match="without control characters") as caught:
            load(source)
        assert str(caught.value).isprintable()


def test_any_other_name_is_a_class(shapes):
    names = ["<b>&amp;", "чай", "ne\u200dgin", "👩‍🔬", "two words"]
    raw = load(shapes(**{name: [(9, 9)] * 3 for name in names}))
    assert raw.classes == tuple(sorted(names))


@pytest.mark.parametrize("shape", [None, (9, 9)])
def test_an_unreadable_image_is_named(shape, shapes):
    folder = shapes(cat=[(9, 9)] * 5, dog=[(9, 9)] * 5)
    (folder / "dog" / "3.png").write_bytes(b"no image")
    with pytest.raises(DataError, match=r"dog/3\.png: cannot be read as an image"):
        load(folder, shape=shape)
