"""The Open Inference Protocol, as its specification has it."""

import numpy as np
import pytest

from denselab.data import load
from denselab.prediction import Predictor

THE_SAME = 1e-6


def infer(client, inputs, model="digits", **others):
    return client.post(f"/v2/models/{model}/infer", json={"inputs": inputs, **others})


def tensor(name, datatype, shape, data):
    return {"name": name, "datatype": datatype, "shape": list(shape), "data": data}


def outputs(answer):
    assert answer.status_code == 200, answer.text
    return {each["name"]: each for each in answer.json()["outputs"]}


def assert_is(answer, predictor, x):
    said, told = predictor.probabilities(x), outputs(answer)
    assert told["probabilities"]["shape"] == list(said.shape)
    assert told["probabilities"]["datatype"] == "FP32"
    np.testing.assert_allclose(told["probabilities"]["data"], said.ravel(), atol=THE_SAME)
    np.testing.assert_allclose(told["probability"]["data"], said.max(axis=1), atol=THE_SAME)
    names = [predictor.classes[label] for label in said.argmax(axis=1)]
    assert told["class"] == tensor("class", "BYTES", [len(x)], names)


def test_health_and_metadata(digits):
    assert digits.get("/v2/health/live").json() == {"live": True}
    assert digits.get("/v2/health/ready").json() == {"ready": True}
    assert digits.get("/v2/models/digits/ready").json() == {"name": "digits", "ready": True}
    assert set(digits.get("/v2").json()) == {"name", "version", "extensions"}
    told = digits.get("/v2/models/digits").json()
    assert told["inputs"] == [{"name": "images", "datatype": "UINT8", "shape": [-1, 28, 28]}]
    assert {"name": "probabilities", "datatype": "FP32", "shape": [-1, 10]} in told["outputs"]


@pytest.mark.parametrize("shape", [(3, 28, 28), (3, 784)])
@pytest.mark.parametrize("flat", [False, True])
def test_images_as_bytes_and_as_floats(digits, digits_run, mnist_5k, shape, flat):
    images = mnist_5k.x_train[[0, 2000, 4000]]
    x = images.reshape(shape)
    for datatype, pixels in (("UINT8", x), ("FP32", (x / np.float32(255)))):
        data = (pixels.ravel() if flat else pixels).tolist()
        answer = infer(digits, [tensor("images", datatype, shape, data)])
        assert_is(answer, Predictor(digits_run), images)


def test_texts(texts, texts_run):
    for shape in ([2], [2, 1]):
        answer = infer(texts, [tensor("texts", "BYTES", shape, ["a fine film", ""])], "texts")
        assert_is(answer, Predictor(texts_run), np.array(["a fine film", ""], object))


def test_rows_have_a_tensor_a_column(rows, rows_run):
    x = load(rows_run.study.data).x_train[np.arange(5)]
    inputs = [
        tensor(each["name"], "BYTES", [5], x[each["name"]].fill_null("").to_list())
        for each in rows.get("/v2/models/rows").json()["inputs"]
    ]
    assert_is(infer(rows, inputs, "rows"), Predictor(rows_run), x)


def test_the_id_comes_back_and_outputs_are_those_asked_for(digits):
    blank = [tensor("images", "UINT8", [1, 784], [0] * 784)]
    answer = infer(digits, blank, id="42", outputs=[{"name": "class"}], parameters={"a": 1})
    assert answer.json()["id"] == "42"
    assert answer.json()["model_name"] == "digits"
    assert list(outputs(answer)) == ["class"]
    assert "id" not in infer(digits, blank).json()


PIXELS = tensor("images", "UINT8", [1, 784], [0] * 784)


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"inputs": []}, 422),
        ({"inputs": [PIXELS, PIXELS]}, 422),
        ({"inputs": [PIXELS | {"name": "pictures"}]}, 422),
        ({"inputs": [PIXELS | {"datatype": "INT8"}]}, 422),
        ({"inputs": [PIXELS | {"datatype": "FLOAT"}]}, 422),
        ({"inputs": [PIXELS | {"shape": [2, 784]}]}, 422),
        ({"inputs": [PIXELS | {"shape": [784]}]}, 422),
        ({"inputs": [PIXELS | {"shape": []}]}, 422),
        ({"inputs": [PIXELS | {"shape": [-1, 784]}]}, 422),
        ({"inputs": [PIXELS | {"data": [0] * 783}]}, 422),
        ({"inputs": [PIXELS | {"data": [300] * 784}]}, 422),
        ({"inputs": [PIXELS | {"datatype": "FP32", "data": [1.5] * 784}]}, 422),
        ({"outputs": [{"name": "logits"}]}, 422),
        ({"outputs": [{"name": "class"}, {"name": "class"}]}, 422),
        ({"id": 7}, 422),
        ({"inputs": None}, 422),
        ({"parameters": 3}, 422),
    ],
)
def test_what_does_not_fit_is_refused_in_one_line(digits, change, status):
    answer = digits.post("/v2/models/digits/infer", json={"inputs": [PIXELS]} | change)
    assert answer.status_code == status
    assert set(answer.json()) == {"error"}
    assert "\n" not in answer.json()["error"]


@pytest.mark.parametrize("body", [b"", b"{", b"[" * 100_000, b"\xff", b'"' + b"x" * 10_000])
def test_what_is_no_json_is_refused(digits, body):
    answer = digits.post(
        "/v2/models/digits/infer", content=body, headers={"Content-Type": "application/json"}
    )
    assert 400 <= answer.status_code < 500
    assert set(answer.json()) == {"error"}


def test_another_model_is_not_found(digits):
    for path in ("/v2/models/other", "/v2/models/other/ready"):
        assert digits.get(path).status_code == 404
    assert infer(digits, [PIXELS], "other").status_code == 404


def test_columns_of_different_lengths_are_refused(rows):
    inputs = [tensor("age", "FP32", [2], [1, 2]), tensor("city", "BYTES", [1], ["Oslo"])]
    assert infer(rows, inputs, "rows").status_code == 422
