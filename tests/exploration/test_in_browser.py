"""Which Runs keep a network for browsers, and which network that is."""

import numpy as np
import pytest

from denselab.browser import Layer, pack
from denselab.exploration import explore
from denselab.exploration.in_browser import keep_for_browsers
from denselab.nets import dense_layers, load_network, logits_network, with_softmax
from denselab.prep import Frame, Pixels
from denselab.runs import Run, RunWriter
from denselab.settings import Settings
from denselab.study import Study

DIGITS = tuple("0123456789")


def kept(folder, images: np.ndarray, classes: tuple[str, ...], like: Frame | None = None) -> bool:
    """Whether a Run of these images, ``(n, height, width)`` uint8, keeps one."""
    pixels = Pixels(like).fit(images)
    settings = Settings.of(Study(network={"widths": [4]}), "mlp", "float32")
    n_inputs = pixels.shape_[0] * pixels.shape_[1]
    network = logits_network(settings, n_inputs, len(classes))
    network = with_softmax(network, settings, n_inputs)
    with RunWriter.begin(Study(), folder) as writer:
        writer.start()
        keep_for_browsers(writer, pixels, images, classes, network)
        return (folder / "model" / "browser.json").is_file()


def light_on_dark(height: int, width: int) -> np.ndarray:
    images = np.zeros((3, height, width), np.uint8)
    images[:, 5:-5, 5:-5] = 200
    return images


@pytest.mark.parametrize(
    ("images", "classes", "wanted"),
    [
        (light_on_dark(28, 28), DIGITS, True),
        (light_on_dark(28, 28), (*DIGITS, "?"), True),
        (light_on_dark(28, 28), ("3", "8"), True),
        (light_on_dark(28, 28), ("3", "T-shirt"), False),
        (255 - light_on_dark(28, 28), DIGITS, False),
        (light_on_dark(28, 30), DIGITS, False),
    ],
)
def test_only_light_digits_of_the_size_that_is_drawn(tmp_path, images, classes, wanted):
    assert kept(tmp_path / "run", images, classes) == wanted


def test_not_where_images_are_brought_to_another_size_first(tmp_path):
    like = Frame.of(light_on_dark(20, 20))
    assert not kept(tmp_path / "run", light_on_dark(28, 28), DIGITS, like)


def packed(run: Run, file: str) -> dict:
    layers = dense_layers(load_network(run.path / file))
    told = [Layer(*layer.get_weights(), layer.activation.__name__) for layer in layers]
    return pack(told, run.preprocessing["scale"], run.look["classes"])


def test_it_is_the_network_that_was_tested(small_run):
    assert small_run.browser == packed(small_run, "model/network.keras")


def test_of_a_committee_it_is_the_first(tmp_path):
    study = Study(
        networks=["slp"], training={"epochs": 1, "precision": "float32"}, final={"members": 2}
    )
    run = explore(study, out=tmp_path / "run")
    assert run.browser == packed(run, "models/member-1/network.keras")
    assert run.browser != packed(run, "models/member-2/network.keras")
