import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from rich.console import Console

from denselab.terminal.half_blocks import LARGEST, half_blocks, samples

sides = st.integers(1, LARGEST)
small_images = npst.arrays(np.uint8, st.tuples(sides, sides))


def pixels(text):
    """The grey values that half blocks show: (height, width), the height even."""
    rows = []
    for line in text.split("\n"):
        cells = [span.style for span in line.spans for _ in range(span.start, span.end)]
        rows += [[cell.color.triplet.red for cell in cells]]
        rows += [[cell.bgcolor.triplet.red for cell in cells]]
    return np.array(rows)


@given(small_images)
def test_every_pixel_of_a_small_image_is_shown(image):
    shown = pixels(half_blocks(image))
    height, width = image.shape
    assert (shown[:height] == image).all()
    assert shown.shape == (height + height % 2, width)
    assert not shown[height:].any()


@pytest.mark.parametrize("shape", [(28, 28), (64, 32), (300, 7), (1, 500)])
def test_a_large_image_is_reduced_in_proportion(shape):
    image = np.full(shape, 200, np.uint8)
    height, width = pixels(half_blocks(image)).shape
    scale = LARGEST / max(shape)
    assert abs(height - max(2, shape[0] * scale)) <= 1.5
    assert abs(width - shape[1] * scale) <= 1


@settings(max_examples=10)
@given(st.integers(1, 12), st.integers(20, 200))
def test_samples_fit_into_the_terminal_with_their_names(n, width):
    images = np.zeros((n, 28, 28), np.uint8)
    names = [f"n{i}" for i in range(n)]
    console = Console(file=io.StringIO(), width=width)
    console.print(samples(images, names, width))
    drawn = console.file.getvalue()
    assert all(len(line) <= width for line in drawn.splitlines())
    assert all(name in drawn for name in names)
    assert drawn.count("▀") == n * LARGEST * LARGEST // 2
