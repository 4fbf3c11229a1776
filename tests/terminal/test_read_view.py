import io
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

from denselab.recognise import Digit, Reading
from denselab.terminal.read_view import read_view


def digit(name: str) -> Digit:
    image = np.full((28, 28), 90, np.uint8)
    return Digit(name, 0.875, np.full(10, 0.1, np.float32), (4, 5, 60, 7), image)


def shown(reading: Reading, *, images: bool = False, file: str = "page.png") -> str:
    console = Console(file=io.StringIO(), width=80)
    console.print(read_view(Path(file), reading, 80, images))
    return console.file.getvalue()


def test_without_digits_a_line_says_so():
    assert shown(Reading((), (9, 9), 0.1)) == "page.png: no digits\n"


def test_the_text_comes_first_then_a_line_a_digit():
    reading = Reading(((digit("1"), digit("?")), (digit("3"),)), (99, 99), 0.1)
    lines = shown(reading).splitlines()
    assert lines[0] == "page.png: 1?/3"
    assert [line.split()[0] for line in lines[1:]] == ["1", "?", "3"]
    assert all("87.5% at x 4, y 5, 60 x 7 pixels" in line for line in lines[1:])


def test_where_somebody_looks_what_the_network_saw_is_drawn():
    out = shown(Reading(((digit("1"), digit("3")),), (99, 99), 0.1), images=True)
    assert "▀" in out
    assert "1 88%" in out
    assert "3 88%" in out


@pytest.mark.parametrize("images", [False, True])
def test_no_name_of_a_file_can_command_the_terminal(images):
    out = shown(Reading(((digit("1"),),), (9, 9), 0.1), images=images, file="a\x1b[2J[bold]b.png")
    assert "\x1b" not in out
    assert "[bold]b.png: 1" in out
