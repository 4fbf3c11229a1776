"""What the drawing page asks: pictures read as the Reader reads them, corrections kept whole."""

import io
from base64 import b64decode, b64encode

import numpy as np
import pytest
from PIL import Image

from denselab.corrections import read_corrections
from denselab.prediction import Predictor
from denselab.recognise import Reader
from tests.serve.pictures import rows_of_digits

THE_SAME = 1e-6


@pytest.fixture(scope="module")
def picture(mnist_5k):
    return rows_of_digits(mnist_5k, ((0, 1, 2), (7, 5)))


def test_a_picture_is_read_as_the_reader_reads_it(digits, digits_run, picture):
    answer = digits.post("/api/read", content=picture, headers={"Content-Type": "image/png"})
    told, reading = answer.json(), Reader(Predictor(digits_run)).read(picture)
    assert len(told["digits"]) == 5
    assert told["text"] == reading.text
    assert (told["height"], told["width"]) == reading.shape
    for each, digit in zip(told["digits"], reading.digits, strict=True):
        assert each["digit"] == digit.digit
        assert tuple(each["box"]) == digit.box
        np.testing.assert_allclose(each["probabilities"], digit.probabilities, atol=THE_SAME)
        shown = np.asarray(Image.open(io.BytesIO(b64decode(each["image"]))))
        np.testing.assert_array_equal(shown, digit.image)


def test_what_was_seen_comes_back_as_a_correction(digits, digits_run, picture):
    answer = digits.post("/api/read", content=picture, headers={"Content-Type": "image/png"})
    seen = [digit["image"] for digit in answer.json()["digits"]]
    before = len(read_corrections(digits_run.path, (28, 28))[1])
    for number, (image, label) in enumerate(zip(seen, "01275", strict=True), 1):
        kept = digits.post("/api/corrections", json={"image": image, "label": label})
        assert kept.json() == {"label": label, "corrections": before + number}
    images, labels = read_corrections(digits_run.path, (28, 28))
    assert labels[-5:] == list("01275")
    for image, kept in zip(seen, images[-5:], strict=True):
        np.testing.assert_array_equal(np.asarray(Image.open(io.BytesIO(b64decode(image)))), kept)


def png(size):
    file = io.BytesIO()
    Image.new("L", size).save(file, "PNG")
    return b64encode(file.getvalue()).decode()


@pytest.mark.parametrize(
    "correction",
    [
        {"image": png((28, 28)), "label": "ten"},
        {"image": png((28, 28)), "label": "../7"},
        {"image": png((28, 28)), "label": 7},
        {"image": png((28, 28))},
        {"image": png((27, 28)), "label": "7"},
        {"image": "no base64!", "label": "7"},
        {"image": b64encode(b"no image").decode(), "label": "7"},
        {"image": "A" * 20_000, "label": "7"},
        {"image": "", "label": "7"},
    ],
)
def test_a_correction_that_is_none_is_refused_and_not_kept(digits, digits_run, correction):
    before = read_corrections(digits_run.path, (28, 28))[1]
    answer = digits.post("/api/corrections", json=correction)
    assert answer.status_code == 422
    assert "\n" not in answer.json()["error"]
    assert read_corrections(digits_run.path, (28, 28))[1] == before


def test_what_is_no_picture_is_refused(digits):
    for kind, content, status in (
        ("image/png", b"", 422),
        ("image/png", b"no image", 422),
        ("text/plain", b"1", 415),
    ):
        answer = digits.post("/api/read", content=content, headers={"Content-Type": kind})
        assert answer.status_code == status


def test_other_networks_read_no_pictures_and_keep_no_corrections(texts):
    assert texts.post("/api/read", content=b"x").status_code == 404
    assert texts.post("/api/corrections", json={}).status_code == 404
    assert texts.get("/", follow_redirects=False).headers["Location"] == "/docs"
