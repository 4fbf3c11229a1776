"""Semeion's digits: their text format there and back, what is refused, and where they are found."""

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from denselab.data import semeion
from denselab.data.semeion import FEWEST, FILE, load_semeion, parse
from denselab.errors import DataError, DataNotFoundError


def digits(n: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return rng.integers(0, 2, (n, 16, 16)).astype(np.uint8), rng.integers(0, 10, n).astype(np.int32)


def written(x: np.ndarray, y: np.ndarray, end: str = " \n") -> bytes:
    """UCI's file, from its description: 256 pixels as 1.0000, then ten places as 1."""
    lines = []
    for image, label in zip(x, y, strict=True):
        pixels = [f"{pixel:.4f}" for pixel in image.ravel()]
        lines.append(" ".join([*pixels, *("1" if place == label else "0" for place in range(10))]))
    return "".join(line + end for line in lines).encode()


@pytest.fixture(scope="module")
def content() -> bytes:
    """A file of as few lines as one may have."""
    return written(*digits(FEWEST))


def found_again(found, x, y) -> bool:
    same = np.array_equal(found[0], x) and np.array_equal(found[1], y)
    return same and (found[0].dtype, found[1].dtype) == (np.uint8, np.int32)


@settings(max_examples=20)
@given(n=st.integers(1, 8), seed=st.integers(0, 999), end=st.sampled_from(["\n", " \n", "\r\n"]))
def test_what_is_written_is_read(n, seed, end):
    x, y = digits(n, seed)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(semeion, "FEWEST", n)
        assert found_again(parse(written(x, y, end), FILE), x, y)


def test_the_real_file_is_whole(real_data):
    with np.load(real_data("semeion") / "semeion.npz") as arrays:
        x, y = (arrays["x"] > 0).astype(np.uint8), arrays["y"].astype(np.int32)
    assert found_again(parse(written(x, y), FILE), x, y)


def replaced(content: bytes, old: bytes, new: bytes) -> bytes:
    """The first line changed."""
    line, rest = content.split(b"\n", 1)
    assert old in line
    return line.replace(old, new, 1) + b"\n" + rest


WRONG = {
    "nothing": lambda content: b"",
    "a page": lambda content: b"<html>Please log in to this network</html>",
    "too few lines": lambda content: content.split(b"\n", 1)[1],
    "a pixel of two": lambda content: replaced(content, b"1.0000", b"2.0000"),
    "half a pixel": lambda content: replaced(content, b"1.0000", b"0.5000"),
    "no number": lambda content: replaced(content, b"1.0000", b"x"),
    "no place": lambda content: replaced(content, b" 1 ", b" 0 "),
    "two places": lambda content: replaced(content, b" 0 ", b" 1 "),
    "a short line": lambda content: replaced(content, b"1.0000 ", b""),
    "a column less": lambda content: b"\n".join(line[7:] for line in content.split(b"\n")),
    "other bytes": lambda content: b"\xff\xfe" + content,
}


@pytest.mark.parametrize("fault", WRONG)
def test_what_is_something_else_is_refused_in_one_line(fault, content):
    with (
        warnings.catch_warnings(action="error"),
        pytest.raises(DataError, match=r"^here/semeion\.data: must ") as caught,
    ):
        parse(WRONG[fault](content), "here/semeion.data")
    assert "\n" not in str(caught.value)


@pytest.mark.usefixtures("own_machine")
def test_a_local_file_is_read_and_nothing_is_asked_for(content, mirror, tmp_path, monkeypatch):
    server = mirror("plain")
    monkeypatch.setattr(semeion, "MIRRORS", (server.url,))
    monkeypatch.setenv("DENSELAB_DATA", str(tmp_path))
    (tmp_path / "semeion").mkdir()
    (tmp_path / "semeion" / FILE).write_bytes(content)
    assert found_again(load_semeion(), *digits(FEWEST))
    assert server.asked == []


@pytest.mark.usefixtures("own_machine")
def test_local_arrays_are_read(tmp_path, monkeypatch):
    x, y = digits(5)
    monkeypatch.setenv("DENSELAB_DATA", str(tmp_path))
    (tmp_path / "semeion").mkdir()
    np.savez(tmp_path / "semeion" / "semeion.npz", x=255 * x, y=y)
    assert found_again(load_semeion(offline=True), x, y)


@pytest.mark.usefixtures("own_machine")
@pytest.mark.parametrize("fault", ["text", "names"])
def test_arrays_that_are_none_are_named(fault, tmp_path, monkeypatch):
    monkeypatch.setenv("DENSELAB_DATA", str(tmp_path))
    (tmp_path / "semeion").mkdir()
    file = tmp_path / "semeion" / "semeion.npz"
    np.savez(file, images=digits(5)[0]) if fault == "names" else file.write_text("no arrays")
    with pytest.raises(DataError, match=r"semeion\.npz: cannot be read as images and labels"):
        load_semeion(offline=True)


def test_they_are_downloaded_once_and_kept(content, mirror, own_machine, monkeypatch):
    server = mirror("plain")
    server.files = {FILE: content}
    monkeypatch.setattr(semeion, "MIRRORS", (server.url,))
    for _ in range(2):
        assert found_again(load_semeion(), *digits(FEWEST))
    assert server.asked == [FILE]
    (kept,) = own_machine.rglob(FILE)
    assert kept.read_bytes() == content


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("manner", ["missing", "page"])
def test_a_server_that_has_something_else_is_told(
    manner, content, mirror, own_machine, monkeypatch
):
    server = mirror(manner)
    server.files = {FILE: content}
    monkeypatch.setattr(semeion, "MIRRORS", (server.url,))
    with pytest.raises(DataNotFoundError, match=rf"UCI does not serve it .*; put {FILE} into"):
        load_semeion()
    assert not list(own_machine.rglob(FILE))


def test_offline_it_says_where_to_put_the_file(own_machine):
    with pytest.raises(DataNotFoundError, match=r"downloading is switched off") as caught:
        load_semeion(offline=True)
    assert f"put {FILE} into {own_machine}" in str(caught.value)
