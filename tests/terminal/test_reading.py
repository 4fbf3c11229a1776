"""How far the reading of an input has come, by a clock of its own."""

import io

import pytest

from denselab.terminal.reading import RARELY, SOON, told


class Stream(io.StringIO):
    """Text that is kept, on a terminal or not."""

    def __init__(self, is_terminal):
        super().__init__()
        self.isatty = lambda: is_terminal


def clock(step):
    """Seconds that pass by so many each time that somebody looks."""
    passed = iter(range(10**6))
    return lambda: next(passed) * step


@pytest.mark.parametrize("is_terminal", [True, False])
def test_the_parts_come_through_and_what_is_quick_says_nothing(is_terminal):
    stream = Stream(is_terminal)
    parts = [("a", 1), ("b", 2)]
    assert list(told(parts, 2, stream, clock=lambda: 0.0)) == ["a", "b"]
    assert stream.getvalue() == ""


def test_in_a_log_a_line_is_told_now_and_then_with_what_is_left():
    stream = Stream(False)
    list(told([("a", 25), ("b", 50)], 100, stream, clock(RARELY)))
    lines = stream.getvalue().splitlines()
    assert [line.split()[0] for line in lines] == ["25%", "50%"]
    assert all("left" in line and "\r" not in line for line in lines)


def test_on_a_terminal_one_line_is_renewed_and_leaves_nothing():
    stream = Stream(True)
    list(told([("a", 25), ("b", 50)], 100, stream, clock(SOON)))
    pieces = stream.getvalue().split("\r")
    assert "25%" in pieces[1]
    assert "50%" in pieces[2]
    assert pieces[-2].strip() == pieces[-1].strip() == ""


def test_where_nobody_knows_how_much_there_is_it_is_counted():
    stream = Stream(False)
    list(told([("a", 12_500_000)], None, stream, clock(RARELY)))
    assert "12.5 MB" in stream.getvalue()
    assert "%" not in stream.getvalue()


def test_without_a_stream_nothing_is_told():
    assert list(told([("a", 1)], 1, None)) == ["a"]
