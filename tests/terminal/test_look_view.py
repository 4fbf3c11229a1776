import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from denselab.look import look
from denselab.terminal.console import console
from denselab.terminal.look_view import print_look


def printed(facts, pictures):
    stream = io.StringIO()
    print_look(facts, pictures, console(stream))
    return stream.getvalue()


@pytest.fixture(scope="module")
def seen(mnist_5k_splits):
    return look(mnist_5k_splits)


def test_it_tells_the_facts(seen):
    facts = seen.to_json()
    text = printed(facts, seen.pictures())
    for words in ("mnist-5k", "3,200 samples", "800 samples, stratified", "sealed", "28 × 28"):
        assert words in text
    assert f"{facts['pixels']['constant']} of the 784 never change" in text
    assert "duplicates  none" in text
    rows = [line.split() for line in text.splitlines()[-10:]]
    assert [row[:3] for row in rows] == [[str(k), "320", "80"] for k in range(10)]


def test_duplicates_and_warnings_are_told(seen):
    facts = seen.to_json()
    facts = facts | {
        "duplicates": facts["duplicates"] | {"train": 3, "train_test": 12},
        "warnings": [{"kind": "leak", "says": "12 of 1000 test images also occur."}],
    }
    text = printed(facts, seen.pictures())
    assert "3 in train, 12 in train and test" in text
    assert "! 12 of 1000 test images also occur." in text


def test_bars_are_as_long_as_classes_are_large(seen):
    facts = seen.to_json()
    counts = [400, 200, 100, 1] + [50] * 6
    part = facts["parts"] | {"train": {"n": sum(counts), "class_counts": counts}}
    text = printed(facts | {"parts": part}, seen.pictures())
    bars = [line.count("━") for line in text.splitlines()[-10:]]
    assert bars == [24, 12, 6, 1] + [3] * 6


@settings(max_examples=30)
@given(st.lists(st.text("[]/abcdefg:😀", min_size=1), min_size=10, max_size=10))
def test_names_are_printed_as_they_are(seen, names):
    text = printed(seen.to_json() | {"classes": names}, seen.pictures())
    shown = [line.rpartition(" 320 ")[0].rstrip() for line in text.splitlines()[-10:]]
    assert shown == names


@pytest.mark.parametrize(("width", "across"), [(100, 5), (200, 9)])
def test_distorted_copies_are_drawn_a_row_a_class_as_many_as_fit(seen, width, across):
    copies = np.zeros((10, 9, 28, 28), np.uint8)
    terminal = Console(
        file=io.StringIO(), force_terminal=True, color_system="truecolor", width=width
    )
    print_look(seen.to_json(), seen.pictures(), terminal)
    without = terminal.file.getvalue().count("▀")
    print_look(seen.to_json(), seen.pictures(), terminal, copies)
    drawn = terminal.file.getvalue().count("▀") - 2 * without
    assert drawn == 10 * across * 16 * 8


def test_without_colours_it_is_said_where_distorted_copies_are(seen):
    stream = io.StringIO()
    print_look(seen.to_json(), seen.pictures(), console(stream), np.zeros((10, 9, 28, 28), "u1"))
    assert "Distorted copies are drawn where there are colours" in stream.getvalue()


def test_the_samples_are_drawn_where_there_are_colours(seen):
    colours, plain = (
        Console(file=io.StringIO(), force_terminal=True, color_system=system, width=100)
        for system in ("truecolor", None)
    )
    for terminal in (colours, plain):
        print_look(seen.to_json(), seen.pictures(), terminal)
    assert colours.file.getvalue().count("▀") == 10 * 16 * 8
    assert "▀" not in plain.file.getvalue()
