"""The same ink gives the same image, in JavaScript as in Python."""

from base64 import b64decode, b64encode
from collections.abc import Iterator

import numpy as np
import pytest
from PIL import Image, ImageDraw
from scipy.ndimage import distance_transform_edt, zoom

from denselab.handwriting import SIDE, glyph
from denselab.resampling import triangle_weights

READ = """
const grids = arguments[0].map(([bytes, height, width]) => {
  const grey = Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0));
  return { ink: Float32Array.from(grey, (value) => value / 255), width, height };
});
"""


def sent(grey: np.ndarray) -> list:
    """Grey levels ``(height, width)`` uint8 as what `READ` reads."""
    return [b64encode(grey.tobytes()).decode(), *grey.shape]


def strokes(rng: np.random.Generator) -> np.ndarray:
    """Some lines by a pen of any width on paper of any size, with soft edges: uint8."""
    height, width = (int(side) for side in rng.integers(8, 320, 2))
    paper = Image.new("L", (4 * width, 4 * height))
    pen = 4 * rng.uniform(0.7, min(height, width) / 4)
    for _ in range(rng.integers(1, 4)):
        points = rng.uniform(0.05, 0.95, (rng.integers(2, 9), 2)) * paper.size
        ImageDraw.Draw(paper).line([*map(tuple, points)], 255, round(pen), joint="curve")
    return np.asarray(paper.resize((width, height), Image.Resampling.BOX))


def boxes() -> Iterator[np.ndarray]:
    """Solid ink, of sizes at which halves have to be rounded and edges fall between pixels."""
    for height, width in [
        (1, 1),
        (1, 300),
        (300, 1),
        (2, 2),
        (90, 7),
        (110, 110),
        (3, 32),
        (64, 5),
    ]:
        yield np.full((height, width), 255, np.uint8)
        yield np.pad(np.full((height, width), 255, np.uint8), ((3, 40), (9, 0)))


@pytest.fixture(scope="module")
def inks(mnist_5k) -> list[np.ndarray]:
    """Digits of MNIST and of other sizes, strokes, solid boxes, specks, and nothing."""
    rng = np.random.default_rng(7)
    digits = mnist_5k.x_train[::125]
    enlarged = [zoom(digit, rng.uniform(0.5, 9), order=1) for digit in digits[::2]]
    specks = [np.full((1, 1), grey, np.uint8) for grey in (127, 128, 129, 140)]
    nothing = [np.zeros(shape, np.uint8) for shape in ((1, 1), (40, 50))]
    drawn = [strokes(rng) for _ in range(60)]
    return [*digits, *enlarged, *drawn, *boxes(), *specks, *nothing]


def test_both_give_the_same_image_but_for_one_grey_level(open_modules, inks):
    browser = open_modules({"glyph.js": "glyph"})
    made = browser.execute_script(
        READ + "return grids.map((drawn) => btoa(String.fromCharCode(...glyph(drawn))))",
        [sent(grey) for grey in inks],
    )
    there = np.stack([np.frombuffer(b64decode(each), np.uint8) for each in made])
    here = np.stack([glyph(grey / 255) for grey in inks])
    differences = np.abs(there.reshape(-1, SIDE, SIDE).astype(int) - here).max(axis=(1, 2))
    assert dict(enumerate(differences)) == pytest.approx(dict.fromkeys(range(len(inks)), 0), abs=1)
    assert (here.max(axis=(1, 2)) > 250).mean() > 0.95, "else nothing was compared"


def test_distances_are_those_of_scipy(open_modules):
    browser = open_modules({"distances.js": "distanceTo"})
    rng = np.random.default_rng(0)
    masks = [rng.random(rng.integers(1, 40, 2)) < share for share in (0.02, 0.1, 0.5, 0.9, 0.98)]
    for mask in masks:
        mask.flat[0], mask.flat[-1] = False, True
        height, width = mask.shape
        for value in (0, 1):
            got = browser.execute_script(
                "const [value, values, width, height] = arguments;"
                "return [...distanceTo(value, { values, width, height })]",
                *(value, mask.ravel().astype(int).tolist(), width, height),
            )
            wanted = distance_transform_edt(mask != bool(value))
            np.testing.assert_array_equal(np.reshape(got, mask.shape), wanted)


@pytest.mark.parametrize(
    "axis", [(28, 111, 2.3, 0.21), (100, 28, -31.5, 6.7), (5, 9, 0.5, 1.0), (3, 4, -20.0, 9.5)]
)
def test_weights_are_those_of_python(open_modules, axis):
    browser = open_modules({"resampling.js": "triangleWeights"})
    told = browser.execute_script("return triangleWeights(...arguments)", *axis)
    weights = np.zeros((axis[1], axis[0]))
    for row, each in zip(weights, told, strict=True):
        row[each["first"] : each["first"] + len(each["weights"])] = each["weights"]
    np.testing.assert_allclose(weights, triangle_weights(*axis), rtol=1e-6, atol=1e-12)
