"""What was read in a picture, for a terminal."""

from pathlib import Path

import numpy as np
from rich.console import Group, RenderableType
from rich.text import Text

from denselab.recognise import Digit, Reading
from denselab.terminal.half_blocks import samples
from denselab.terminal.printable import printable


def read_view(file: Path, reading: Reading, width: int, shown: bool) -> RenderableType:
    """The text, then a line a digit, and where somebody looks what the network saw.

    Args:
        file: The picture.
        reading: What was read in it.
        width: Columns of the terminal.
        shown: Whether images can be drawn.
    """
    digits = reading.digits
    head = Text.assemble(f"{printable(str(file))}: ", (reading.text or "no digits", "bold"))
    if not digits:
        return head
    parts: list[RenderableType] = [head]
    if shown:
        images = np.stack([digit.image for digit in digits])
        names = [f"{digit.digit} {digit.probability:.0%}" for digit in digits]
        parts.append(samples(images, names, width))
    else:
        parts += [Text(_told(digit)) for digit in digits]
    return Group(*parts)


def _told(digit: Digit) -> str:
    x, y, width, height = digit.box
    return f"  {digit.digit} {digit.probability:.1%} at x {x}, y {y}, {width} x {height} pixels"
