"""The picture with what was read in it: all of it, boxes where they belong, nothing overwritten."""

import io

import numpy as np
import pytest
from PIL import Image, ImageColor

from denselab.errors import DataError
from denselab.recognise import Digit, Reading, write_annotated
from denselab.recognise.annotate import DOUBTED, LONGEST, SURE, annotated

BOX = (30, 50, 24, 40)


def reading(name: str, shape=(120, 160), box=BOX) -> Reading:
    said = np.full(10, 0.1, np.float32)
    return Reading(((Digit(name, 0.9, said, box, np.zeros((28, 28), np.uint8)),),), shape, 0.1)


def picture(shape=(120, 160), **options) -> bytes:
    file = io.BytesIO()
    Image.fromarray(np.full(shape, 200, np.uint8)).save(file, "png", **options)
    return file.getvalue()


def drawn_in(image: Image.Image, colour: str) -> np.ndarray:
    return (np.asarray(image) == ImageColor.getrgb(colour)).all(axis=2)


@pytest.mark.parametrize(("name", "colour"), [("7", SURE), ("?", DOUBTED)])
def test_a_digit_is_boxed_and_named_above_its_box_and_nothing_else_changes(name, colour):
    image = annotated(picture(), reading(name))
    assert image.size == (160, 120)
    x, y, width, height = BOX
    there = drawn_in(image, colour)
    assert there[y, x : x + width].all()
    assert there[y : y + height, x].all()
    changed = (np.asarray(image) != 200).any(axis=2)
    assert changed[y - 20 : y, x : x + 20].any()
    changed[y - 20 : y + height + 2, x - 2 : x + width + 2] = False
    assert not changed.any()
    inside = np.asarray(image)[y + 3 : y + height - 3, x + 3 : x + width - 3]
    assert (inside == 200).all()


def test_it_stands_upright_as_the_reading_does():
    exif = Image.Exif()
    exif[0x0112] = 6
    image = annotated(picture((160, 120), exif=exif), reading("7"))
    assert image.size == (160, 120)
    assert drawn_in(image, SURE)[BOX[1], BOX[0]]


def test_a_large_picture_is_reduced_with_its_boxes():
    shape = (3000, 4 * LONGEST // 2)
    image = annotated(picture(shape), reading("7", shape, box=(1000, 600, 400, 800)))
    assert max(image.size) == LONGEST
    rows, columns = np.nonzero(drawn_in(image, SURE)[300:])  # below the name
    assert columns.min() == pytest.approx(500, abs=4)
    assert columns.max() == pytest.approx(700, abs=4)
    assert 300 + rows.max() == pytest.approx(700, abs=4)


def test_it_is_written_as_png_and_into_a_new_folder(tmp_path):
    file = tmp_path / "new" / "said.png"
    write_annotated(picture(), reading("7"), file)
    with Image.open(file) as written:
        assert written.format == "PNG"
        assert np.array_equal(written, annotated(picture(), reading("7")))
    assert [each.name for each in file.parent.iterdir()] == ["said.png"]


def test_nothing_is_overwritten(tmp_path):
    file = tmp_path / "said.png"
    file.write_text("mine")
    with pytest.raises(DataError, match=r"said\.png: is there already, and never overwritten"):
        write_annotated(picture(), reading("7"), file)
    assert file.read_text() == "mine"


@pytest.mark.parametrize("name", ["said.jpg", "said"])
def test_another_name_is_refused(name, tmp_path):
    with pytest.raises(DataError, match=r"its name must end in \.png"):
        write_annotated(picture(), reading("7"), tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_what_cannot_be_written_whole_is_not_there(tmp_path, monkeypatch):
    def fails(image, file, form):
        file.write_bytes(b"half")
        raise OSError("no space")

    content = picture()
    monkeypatch.setattr(Image.Image, "save", fails)
    with pytest.raises(OSError, match="no space"):
        write_annotated(content, reading("7"), tmp_path / "said.png")
    assert not list(tmp_path.iterdir())
