"""What a network says in a browser is what Keras says."""

from base64 import b64decode, b64encode

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import denselab
from denselab.backend import keras
from denselab.browser import MOST_WEIGHTS, Layer, pack
from denselab.browser.pack import rounded
from denselab.nets import load_network
from denselab.study import ACTIVATIONS

ANSWER = """
const answer = network(arguments[0]);
const grey = Uint8Array.from(atob(arguments[1]), (letter) => letter.charCodeAt(0));
const said = [];
for (let from = 0; from < grey.length; from += 784) {
  said.push(...answer(grey.subarray(from, from + 784)));
}
const bytes = new Uint8Array(Float32Array.from(said).buffer);
return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
"""


def answers(browser, packed, images: np.ndarray) -> np.ndarray:
    """What the browser says of images ``(n, 28, 28)``: ``(n, classes)``."""
    said = browser.execute_script(ANSWER, packed, b64encode(images.tobytes()).decode())
    return np.frombuffer(b64decode(said), "<f4").reshape(len(images), -1)


@pytest.fixture(scope="module")
def wide_run(tmp_path_factory) -> denselab.Run:
    """A network that has a layer of 8 bits."""
    study = denselab.Study(networks=["mlp"], training={"epochs": 5, "precision": "float32"})
    run = denselab.explore(study, out=tmp_path_factory.mktemp("wide") / "run")
    assert [layer["bits"] for layer in run.browser["layers"]] == [8, 16, 16]
    return run


@pytest.mark.parametrize("run", ["digits_run", "wide_run"])
@pytest.mark.parametrize("name", ["mnist-5k", "mnist"])
def test_999_of_1000_digits_are_read_as_by_keras(open_modules, request, run, name):
    """The browser's weights are rounded; labels are not looked at."""
    run = request.getfixturevalue(run)
    if name == "mnist":
        images = request.getfixturevalue("full_data")(name).x_test
    else:
        images = request.getfixturevalue("mnist_5k").x_train
    browser = open_modules({"network.js": "network"})
    said = answers(browser, run.browser, images)
    keras_network = load_network(run.path / "model" / "network.keras")
    wanted = keras_network.predict(images.reshape(-1, 784) / np.float32(255), verbose=0)
    assert (said.argmax(axis=1) == wanted.argmax(axis=1)).mean() >= 0.999
    assert np.abs(said - wanted).mean() < 0.001
    np.testing.assert_allclose(said.sum(axis=1), 1, rtol=1e-5)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_an_activation_is_that_of_keras(open_modules, name):
    browser = open_modules({"activations.js": "activations"})
    values = np.linspace(-6, 6, 49, dtype=np.float32)
    activation = keras.activations.get(name)
    assert activation.__name__ == name, "by this name a saved network has it"
    told = browser.execute_script(
        "return [...activations[arguments[0]](Float32Array.from(arguments[1]))]",
        *(name, values.tolist()),
    )
    np.testing.assert_allclose(told, np.asarray(activation(values[None]))[0], rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("bits", [8, 16])
@given(arrays(np.float32, (5, 3), elements=st.integers(-(10**7), 10**7).map(lambda n: n / 1000)))
def test_a_rounded_weight_is_off_by_half_a_step_at_most(bits, kernel):
    steps, scales = rounded(kernel, bits)
    assert steps.dtype == np.dtype(f"int{bits}")
    off = np.abs(steps * scales.astype(float) - kernel)
    assert (off <= scales * (0.5 + 2.0**-8)).all()


def test_a_network_too_large_for_a_page_is_told_without_its_weights():
    kernel = np.zeros((2**11, 2**11), np.int8)
    fits = Layer(kernel, np.zeros(2**11), "relu")
    assert fits.kernel.size == MOST_WEIGHTS
    assert len(pack([fits], 1 / 255, "01")["layers"]) == 1
    large = pack([fits, Layer(kernel[:, :1], np.zeros(1), "softmax")], 1 / 255, "0")
    assert large["layers"] == []
    assert large["n_weights"] == MOST_WEIGHTS + 2**11
