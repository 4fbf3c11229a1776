import io
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from denselab.terminal import progress
from denselab.terminal.console import console
from denselab.terminal.live import LiveProgress
from denselab.terminal.plain import INTERVAL, PlainProgress
from denselab.terminal.progress import Quiet

LOGS = {"loss": 0.123, "accuracy": 0.95, "val_loss": 0.0712, "val_accuracy": 0.981}


class Terminal(io.StringIO):
    def isatty(self):
        return True


def leaves_the_cursor(stream):
    """Whether the last that was done to the cursor is to show it again."""
    return stream.getvalue().rindex("\x1b[?25h") > stream.getvalue().rindex("\x1b[?25l")


class Clock:
    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


def lines(stream):
    return stream.getvalue().splitlines()


def test_the_view_suits_the_stream(monkeypatch):
    monkeypatch.setenv("TERM", "xterm-256color")
    assert isinstance(progress(stream=Terminal()), LiveProgress)
    assert isinstance(progress(stream=io.StringIO()), PlainProgress)
    assert isinstance(progress(stream=Terminal(), quiet=True), Quiet)
    monkeypatch.setenv("TERM", "dumb")
    assert isinstance(progress(stream=Terminal()), PlainProgress)


@pytest.mark.parametrize("make", [PlainProgress, lambda s: LiveProgress(console(s))])
def test_every_view_knows_the_run_and_tells_stages_and_outcomes(make):
    stream = Terminal()
    with make(stream) as view:
        view.begin(Path("runs/first"))
        view.stage("train mlp", 1, 2)
        for epoch in (1, 2, 3):
            view.epoch("mlp", epoch, 100, LOGS | {"val_loss": 1 / epoch}, 0.5)
        view.note("3 images occur twice")
        view.stage("write the report", 2, 2)
    assert view.run == Path("runs/first")
    for words in ("runs/first", "train mlp", "3 images occur twice", "write the report"):
        assert words in stream.getvalue()
    assert "lowest validation loss in epoch 3 of 3, 0.3333, 98.1%" in stream.getvalue()


def test_quiet_shows_nothing_but_knows_the_run(capsys):
    with progress(quiet=True) as view:
        view.begin(Path("runs/first"))
        view.stage("train mlp", 1, 2)
        view.epoch("mlp", 1, 100, LOGS, 0.5)
        view.note("something")
        view.download("file", 1, 2)
    assert view.run == Path("runs/first")
    assert capsys.readouterr() == ("", "")


def test_plain_lines_come_every_few_seconds_however_fast_the_epochs():
    stream, clock = io.StringIO(), Clock()
    with PlainProgress(stream, clock) as view:
        view.stage("train mlp", 1, 1)
        for epoch in range(1, 101):
            clock.now += 0.25
            view.epoch("mlp", epoch, 100, LOGS, 0.25)
    told = [line for line in lines(stream) if "epoch " in line and "lowest" not in line]
    assert len(told) == 100 * 0.25 / INTERVAL
    assert told[0].strip() == (
        "mlp: epoch 20/100, loss 0.1230, accuracy 95.0%, validation 0.0712, 98.1%, "
        "0.25 s an epoch, at most 20 s left"
    )


def test_a_download_is_told_with_what_is_left():
    stream, clock = io.StringIO(), Clock()
    with PlainProgress(stream, clock) as view:
        for done in range(0, 10_000_001, 500_000):
            view.download("images.gz", done, 10_000_000)
            clock.now += 1
    assert "  downloading images.gz: 2.5 of 10.0 MB, 15 s left" in lines(stream)
    assert lines(stream)[-1] == "  downloading images.gz: 10.0 of 10.0 MB, 0.00 s left"


events = st.one_of(
    st.tuples(st.just("stage"), st.text(), st.integers(1, 9), st.just(9)),
    st.tuples(st.just("note"), st.text()),
    st.tuples(st.just("download"), st.text(), st.integers(0, 9), st.none() | st.integers(0, 9)),
    st.tuples(
        st.just("epoch"),
        st.sampled_from(["slp", "mlp"]),
        st.integers(1, 9),
        st.just(9),
        st.dictionaries(st.sampled_from(list(LOGS)), st.floats()),
        st.floats(0, 1e9),
    ),
)


@given(st.lists(events, max_size=20))
def test_plain_lines_hold_no_control_characters_whatever_is_told(told):
    stream, clock = io.StringIO(newline=""), Clock()
    with PlainProgress(stream, clock) as view:
        for name, *arguments in told:
            getattr(view, name)(*arguments)
            clock.now += 3
    controls = {c for c in stream.getvalue() if unicodedata.category(c) == "Cc"}
    assert controls <= {"\n"}


@settings(max_examples=20)
@given(st.lists(events, max_size=10))
def test_the_live_view_can_draw_whatever_is_told(told):
    stream = Terminal()
    with LiveProgress(console(stream)) as view:
        for name, *arguments in told:
            getattr(view, name)(*arguments)
            view._live.refresh()
    assert leaves_the_cursor(stream)


def test_an_interrupted_live_view_gives_the_terminal_back():
    stream = Terminal()

    def interrupted():
        with LiveProgress(console(stream)) as view:
            view.stage("train mlp", 1, 2)
            view.epoch("mlp", 1, 100, LOGS, 0.5)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert leaves_the_cursor(stream)
    assert "✓" not in stream.getvalue()  # the stage has not come to its end


def test_the_live_view_shows_where_each_network_is():
    stream = Terminal()
    with LiveProgress(console(stream)) as view:
        view.stage("search the grid", 6, 10)
        for number in (0, 1):
            view.epoch(f"trial-{number}", 25 * (number + 1), 100, LOGS, 0.5)
        view._live.refresh()
        drawn = stream.getvalue()
    for words in ("6/10", "search the grid", "trial-0", "25/100", "trial-1", "50/100"):
        assert words in drawn
    assert "25 s" in drawn  # 50 epochs at half a second


@pytest.mark.parametrize("width", [50, 60, 68, 78, 90, 120])
def test_no_figure_is_cut_on_a_narrow_terminal(monkeypatch, width):
    monkeypatch.setenv("COLUMNS", str(width))
    stream = Terminal()
    with LiveProgress(console(stream)) as view:
        view.stage("train regularised", 5, 10)
        view.epoch("regularised", 998, 1000, LOGS | {"val_loss": 10.0712}, 12.5)
        view._live.refresh()
        drawn = stream.getvalue()
    assert "…" not in drawn
    for words in ("998/1000", "10.0712", "98.1%", "25 s"):
        assert words in drawn
