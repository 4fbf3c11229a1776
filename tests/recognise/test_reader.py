"""Pages are read as they were written, with a real network, small as it is."""

import io
import os
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image
from scipy.ndimage import rotate

from denselab.errors import DataError, RunError, StudyError
from denselab.prediction import Predictor
from denselab.recognise import Reader, open_run_of_digits, reads_digits
from tests.report.runs import DIGITS, blobs, finished

from .pictures import PAPER, PEN, shown
from .test_rules import rules


def png(pixels: np.ndarray | Image.Image, **options) -> bytes:
    image = pixels if isinstance(pixels, Image.Image) else Image.fromarray(pixels)
    file = io.BytesIO()
    image.save(file, "tiff" if image.mode == "CMYK" else "png", **options)
    return file.getvalue()


@pytest.mark.parametrize("text", ["7", "1990", "0123456789", "12/345", "123/456/789", "1/23/4/567"])
def test_numbers_rows_and_grids_are_read_in_order(text, written, reader):
    assert reader.read(png(written(text))).text == text


@pytest.mark.parametrize("how", [{"side": 40}, {"side": 64, "gap": 12}, {"side": 200}])
def test_the_size_of_the_writing_does_not_matter(how, written, reader):
    assert reader.read(png(written("407/1258", **how))).text == "407/1258"


def test_what_the_network_says_of_the_image_is_what_is_told(written, reader, predictor):
    (row,) = reader.read(png(written("31459"))).rows
    said = predictor.probabilities(np.stack([digit.image for digit in row]))
    for digit, each in zip(row, said, strict=True):
        assert digit.digit == predictor.classes[each.argmax()]
        assert digit.probability == pytest.approx(each.max(), abs=1e-5)
        told = [digit.probabilities[DIGITS.index(name)] for name in DIGITS]
        asked = [each[predictor.classes.index(name)] for name in DIGITS]
        np.testing.assert_allclose(told, asked, atol=1e-5)


def test_boxes_lie_where_the_digits_were_written(written, reader):
    side, gap = 84, 10
    page = written("27/605", side=side, gap=gap)
    reading = reader.read(png(page))
    assert reading.shape == page.shape
    for number, row in enumerate(reading.rows):
        for place, digit in enumerate(row):
            x, y, width, height = digit.box
            top, left = (side // 2 + each * (side + gap) for each in (number, place))
            assert left <= x + width / 2 <= left + side
            assert top <= y + height / 2 <= top + side
            ink = page[top : top + side, left : left + side] < (PAPER + PEN) / 2
            rows, columns = (np.flatnonzero(ink.any(axis=axis)) for axis in (1, 0))
            assert (x, y) == pytest.approx((left + columns[0], top + rows[0]), abs=6)
            assert (width, height) == pytest.approx((np.ptp(columns), np.ptp(rows)), abs=10)


def transparent(page: np.ndarray) -> Image.Image:
    """The ink alone; behind it what no viewer shows is black."""
    ink = Image.fromarray(255 - page)
    return Image.merge("RGBA", [Image.new("L", ink.size, 0)] * 3 + [ink])


def on_its_side(page: np.ndarray) -> tuple[Image.Image, dict]:
    exif = Image.Exif()
    exif[0x0112] = 6
    return Image.fromarray(np.rot90(page)), {"exif": exif}


COPIES = {
    "light on dark": lambda page: 255 - page,
    "transparent": transparent,
    "palette": lambda page: Image.fromarray(page).convert("P", palette=Image.Palette.ADAPTIVE),
    "one bit": lambda page: Image.fromarray(page > 128),
    "sixteen bit": lambda page: Image.fromarray(page.astype(np.uint16) * 257),
    "CMYK": lambda page: Image.fromarray(page).convert("CMYK"),
    "colour": lambda page: Image.merge(
        "RGB", [Image.fromarray(page), Image.new("L", page.shape[::-1], 250)] * 1
        + [Image.fromarray(page)]
    ),
    "faint": lambda page: (180 + page // 4).astype(np.uint8),
    "in slanting light": lambda page: (page * np.linspace(0.4, 1, page.shape[1])).astype(np.uint8),
    "grainy": lambda page: np.clip(
        page + np.random.default_rng(0).normal(0, 8, page.shape), 0, 255
    ).astype(np.uint8),
    "ruled": lambda page: np.minimum(page, shown(rules(30, 12, 2, False, page.shape), PAPER, 120)),
}  # fmt: skip


@pytest.mark.parametrize("copy", COPIES)
def test_what_a_picture_is_made_of_does_not_matter(copy, written, reader):
    assert reader.read(png(COPIES[copy](written("27/605")))).text == "27/605"


def test_a_photograph_that_lies_on_its_side_is_read_upright(written, reader):
    page = written("12/345")
    image, options = on_its_side(page)
    plain, turned = reader.read(png(page)), reader.read(png(image, **options))
    assert turned.text == plain.text == "12/345"
    assert turned.shape == page.shape
    assert [digit.box for digit in turned.digits] == [digit.box for digit in plain.digits]


@pytest.mark.parametrize("degrees", [-9, 6, 12])
def test_tilted_lines_are_read_level_and_boxes_lie_in_the_picture(degrees, written, reader):
    page = rotate(written("1990/2580", gap=6), degrees, cval=PAPER, order=1)
    reading = reader.read(png(page))
    assert reading.text == "1990/2580"
    for digit in reading.digits:
        x, y, width, height = digit.box
        assert (page[y : y + height, x : x + width] < 128).any()
        assert (x + width <= page.shape[1], y + height <= page.shape[0]) == (True, True)


@pytest.mark.parametrize("degrees", [-25, 0, 15])
def test_a_sheet_on_a_dark_table_is_read(degrees, written, reader):
    page = written("604/178")
    table = np.full(tuple(side + 60 for side in page.shape), 40, np.uint8)
    table[30:-30, 30:-30] = page
    photograph = rotate(table, degrees, cval=40, order=1, reshape=False)
    assert reader.read(png(photograph)).text == "604/178"


@pytest.mark.parametrize("degrees", [-75, 80])
def test_a_sheet_that_lies_on_its_side_is_read_upright(degrees, written, reader):
    table = np.pad(written("24/57"), 30, constant_values=40)
    photograph = rotate(table, degrees, cval=40, order=1)
    assert reader.read(png(photograph)).text == "24/57"


def blank(kind: str) -> np.ndarray:
    rows, columns = np.mgrid[:300, :400]
    paper = {
        "white": np.full((300, 400), 255.0),
        "black": np.zeros((300, 400)),
        "grain": 190 + np.random.default_rng(0).normal(0, 6, (300, 400)),
        "light": 230 - 0.2 * rows - 0.15 * columns,
        "squared": shown(rules(30, 10, 1, True, (300, 400))).astype(float),
        "one pixel": np.full((1, 1), 255.0),
    }[kind]
    return np.clip(paper, 0, 255).astype(np.uint8)


@pytest.mark.parametrize("kind", ["white", "black", "grain", "light", "squared", "one pixel"])
def test_blank_paper_has_no_digits(kind, reader):
    reading = reader.read(png(blank(kind)))
    assert (reading.text, reading.rows, reading.digits) == ("", (), [])


def test_where_more_confidence_is_asked_for_there_are_more_question_marks(written, predictor):
    page = png(written("0123456789"))
    texts = [Reader(predictor, confidence).read(page).text for confidence in (0.0, 0.5, 1.0)]
    assert texts[:2] == ["0123456789"] * 2
    assert texts[2] == "?" * 10


def test_files_paths_and_bytes_are_read_alike(written, reader, tmp_path):
    file = tmp_path / "page.png"
    file.write_bytes(png(written("58")))
    texts = {reader.read(each).text for each in (file, str(file), file.read_bytes())}
    assert texts == {"58"}


def test_a_large_picture_is_read_like_a_small_one(written, reader):
    page = Image.fromarray(written("12/345"))
    large = page.resize((5 * page.width, 5 * page.height), Image.Resampling.BICUBIC)
    small, reading = reader.read(png(page)), reader.read(png(large))
    assert reading.text == small.text
    assert reading.shape == (large.height, large.width)
    for one, other in zip(reading.digits, small.digits, strict=True):
        assert one.box == pytest.approx([5 * side for side in other.box], abs=12)


@pytest.mark.parametrize("content", [b"", b"no image", b"\x89PNG\r\n\x1a\n"])
def test_what_is_no_image_is_refused(content, reader, tmp_path):
    (tmp_path / "page.png").write_bytes(content)
    with pytest.raises(DataError, match=r"page\.png: cannot be read as an image"):
        reader.read(tmp_path / "page.png")
    with pytest.raises(DataError, match="the image: cannot be read as an image"):
        reader.read(content)


@pytest.mark.parametrize("confidence", [-0.1, 1.1, float("nan")])
def test_a_confidence_is_a_probability(confidence, predictor):
    with pytest.raises(StudyError, match=r"confidence must lie between 0 and 1, got"):
        Reader(predictor, confidence)


def of_images(folder, shape=(28, 28), classes=DIGITS):
    """A finished Run, but for its network."""
    run = finished(*blobs(len(classes), 60, shape), classes=classes).write(folder)
    (run.path / "report.html").touch()
    return run


def test_a_run_of_something_else_is_refused(tmp_path):
    runs = [
        of_images(tmp_path / "small", shape=(8, 8)),
        of_images(tmp_path / "clothing", classes=("coat", "shirt", *"01234567")),
    ]
    for run in runs:
        assert not reads_digits(run)
        with pytest.raises(RunError, match=r"cannot read digits, because its network is for"):
            Reader(SimpleNamespace(run=run, classes=tuple(run.look["classes"])))


def test_runs_of_rows_and_texts_read_no_digits(tmp_path):
    draft = finished(*blobs(10, 60, (28, 28)))
    for kind in ("table", "texts"):
        draft.look.update(kind=kind)
        assert not reads_digits(draft.write(tmp_path / kind))


def test_the_newest_run_that_can_read_digits_is_found(tmp_path, monkeypatch, run_of_digits):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(RunError, match=r"there is no Run of digits .*denselab explore mnist-5k"):
        open_run_of_digits()
    of_images(tmp_path / "runs" / "older")
    of_images(tmp_path / "runs" / "newer")
    of_images(tmp_path / "runs" / "of-others", shape=(8, 8))
    finished(*blobs(10, 60, (28, 28))).write(tmp_path / "runs" / "unfinished")
    for age, name in enumerate(["unfinished", "of-others", "newer", "older"]):
        os.utime(tmp_path / "runs" / name / "study.toml", (1e9 - age, 1e9 - age))
    assert open_run_of_digits().path.name == "newer"
    assert open_run_of_digits(run_of_digits.path).path == run_of_digits.path


def test_classes_may_stand_in_any_order(written, predictor):
    """What a column means is looked up, not taken for granted."""
    shuffled = [5, 9, 10, 0, 3, 1, 8, 2, 7, 4, 6]
    other = SimpleNamespace(
        run=predictor.run,
        classes=tuple(predictor.classes[label] for label in shuffled),
        probabilities=lambda x: predictor.probabilities(x)[:, shuffled],
    )
    assert isinstance(predictor, Predictor)
    assert Reader(other).read(png(written("1234567890"))).text == "1234567890"
