"""What the friendly API says is what the Predictor says, and what it refuses it tells in a line."""

import io

import numpy as np
import polars as pl
import pytest
from PIL import Image

import denselab
from denselab.data import load
from denselab.data.images import read_image
from denselab.prediction import Predictor

THE_SAME = 1e-6


def ask(client, **body):
    answer = client.post("/api/predict", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def assert_is(answer, predictor, x):
    """The answer tells what the predictor says of the samples."""
    said = predictor.probabilities(x)
    told = [[each["probabilities"][name] for name in predictor.classes] for each in answer]
    np.testing.assert_allclose(told, said, atol=THE_SAME)
    assert [each["class"] for each in answer] == [name for name, _ in predictor.predict(x)]
    np.testing.assert_allclose([each["probability"] for each in answer], said.max(1), atol=THE_SAME)


def png(image):
    file = io.BytesIO()
    Image.fromarray(image).save(file, "PNG")
    return file.getvalue()


@pytest.mark.parametrize("n", [1, 3, 300])
def test_images_in_json(digits, digits_run, mnist_5k, n):
    images = mnist_5k.x_train[np.arange(n) * 16]
    told = ask(digits, images=images.tolist())
    assert told["notes"] == []
    assert_is(told["predictions"], Predictor(digits_run), images)


def test_an_image_as_it_is(digits, digits_run, mnist_5k):
    image = mnist_5k.x_train[3500]
    for kind in ("image/png", "application/octet-stream"):
        answer = digits.post("/api/predict", content=png(image), headers={"Content-Type": kind})
        assert_is(answer.json()["predictions"], Predictor(digits_run), image[None])


def test_images_of_any_size_in_a_form(digits, digits_run, tmp_path):
    large = np.zeros((200, 100), np.uint8)
    large[40:160, 45:55] = 255
    (tmp_path / "large.png").write_bytes(png(large))
    images = np.stack([read_image(tmp_path / "large.png", (28, 28))] * 2)
    files = [("files", png(large)), ("more", png(large))]
    answer = digits.post("/api/predict", files=files)
    assert_is(answer.json()["predictions"], Predictor(digits_run), images)


def test_rows_whatever_their_order_and_missing_cells(rows, rows_run):
    x = load(rows_run.study.data).x_train[np.arange(20)]
    asked = [{name: cell for name, cell in row.items() if cell} for row in x.to_dicts()]
    told = ask(rows, rows=[dict(reversed(row.items())) for row in asked])
    assert_is(told["predictions"], Predictor(rows_run), x)
    assert told["notes"] == []


def test_cells_may_be_numbers_and_truths(rows, rows_run):
    asked = [{"age": 40, "city": "Oslo", "member": True, "since": "2020-02-01"}]
    x = pl.DataFrame({"age": ["40"], "city": ["Oslo"], "member": ["true"], "since": ["2020-02-01"]})
    told = ask(rows, rows=asked)
    lacking = [c["name"] for c in rows.get("/api/model").json()["columns"] if c["name"] not in x]
    x = x.with_columns(pl.lit(None, pl.String).alias(name) for name in lacking)
    assert_is(told["predictions"], Predictor(rows_run), x)
    assert all(repr(name) in told["notes"][0] for name in lacking)


def test_what_rows_have_that_training_had_not_is_told(rows):
    (note,) = ask(rows, rows=[_person(), _person(city="Atlantis")])["notes"]
    assert note.startswith("1 of 'city' in no category of its own")
    assert "(row 2: 'Atlantis')" in note
    assert "counted as missing" in ask(rows, rows=[_person(age="old")])["notes"][0]


def _person(**other):
    names = ("age", "member", "since", "</title><script>alert('x')</script>")
    return dict.fromkeys(names) | {"city": "Oslo"} | other


def test_another_table_is_refused(rows):
    answer = rows.post("/api/predict", json={"rows": [{"weight": 3}]})
    assert answer.status_code == 422
    assert "'age', 'city'" in answer.json()["error"]


def test_texts(texts, texts_run):
    asked = ["a fine film", "", "no word of it is known: ßé"]
    told = ask(texts, texts=asked)
    assert_is(told["predictions"], Predictor(texts_run), np.array(asked, object))
    assert told["notes"] == ["1 empty texts: predicted as texts without a known word (text 2)"]


@pytest.mark.parametrize("name", ["digits", "rows", "texts"])
def test_of_nothing_nothing_is_said(request, name):
    client = request.getfixturevalue(name)
    key = {"digits": "images"}.get(name, name)
    assert ask(client, **{key: []}) == {"predictions": [], "notes": []}


@pytest.mark.parametrize("name", ["digits", "rows", "texts"])
def test_the_model_is_told_as_the_run_tells_it(request, name):
    told = request.getfixturevalue(name).get("/api/model").json()
    run: denselab.Run = request.getfixturevalue(f"{name}_run")
    assert told["classes"] == run.look["classes"]
    assert told["kind"] == run.kind
    assert told["test"].items() <= run.summary["test"].items()
    assert told["data"] == {"name": run.look["name"], "origin": run.look["origin"]}
    assert bool(told["columns"]) == (run.kind == "table")


@pytest.mark.parametrize(
    ("kind", "content", "status"),
    [
        ("application/json", b"", 400),
        ("application/json", b"{", 400),
        ("application/json", b"[" * 100_000, 400),
        ("application/json", b'{"images": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", 400),
        ("application/json", b'{"images": "\xff"}', 400),
        ("application/json", b"NaN", 422),
        ("application/json", b"[]", 422),
        ("application/json", b"{}", 422),
        ("application/json", b'{"images": [[["1"]]]}', 422),
        ("application/json", b'{"texts": ["good"]}', 422),
        ("text/csv", b"1,2", 415),
        ("image/png", b"", 422),
        ("image/png", b"not an image", 422),
        ("multipart/form-data", b"no boundary", 400),
        ("multipart/form-data; boundary=x", b"", 422),
        ("multipart/form-data; boundary=x", b"--x\r\ngarbage", 422),
        ("multipart/form-data; boundary=x", b"--x--\r\n", 422),
    ],
)
def test_what_is_malformed_is_refused_in_one_line(digits, kind, content, status):
    answer = digits.post("/api/predict", content=content, headers={"Content-Type": kind})
    assert answer.status_code == status, answer.text
    assert set(answer.json()) == {"error"}
    assert answer.json()["error"].strip()
    assert "\n" not in answer.json()["error"]
    assert len(answer.json()["error"]) < 600


def test_what_is_not_there_is_refused_likewise(digits):
    assert digits.get("/nowhere").json() == {"error": "Not Found"}
    assert digits.get("/api/predict").status_code == 405


def test_too_many_samples_are_refused(texts, service_of):
    most = service_of("texts_run").limits.samples
    answer = texts.post("/api/predict", json={"texts": ["good"] * (most + 1)})
    assert answer.status_code == 422


def test_an_image_that_would_be_too_large_is_not_decoded(digits):
    bomb = io.BytesIO()
    Image.new("1", (60_000, 1_000)).save(bomb, "PNG")
    answer = digits.post(
        "/api/predict", content=bomb.getvalue(), headers={"Content-Type": "image/png"}
    )
    assert answer.status_code == 422
    assert "50,000,000 pixels" in answer.json()["error"]
