"""``denselab read``: what it prints, where, and how it ends."""

import json
import subprocess
import sys
import zlib

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

from denselab.cli import app


@pytest.fixture(scope="module")
def pages(tmp_path_factory, written):
    """A folder with two pages, a blank one, no image, and a small file that would be large."""
    folder = tmp_path_factory.mktemp("pages")
    for name, text in (("one", "12/345"), ("two", "58")):
        Image.fromarray(written(text)).save(folder / f"{name}.png")
    Image.new("L", (300, 200), 240).save(folder / "blank.png")
    (folder / "no-image.png").write_text("not an image")
    content = bytearray((folder / "one.png").read_bytes())
    content[16:24] = (8_000).to_bytes(4, "big") * 2  # width and height in its header
    content[29:33] = zlib.crc32(content[12:29]).to_bytes(4, "big")
    (folder / "bomb.png").write_bytes(content)
    return folder


def read(*arguments):
    return CliRunner().invoke(app, ["read", *map(str, arguments)])


def test_a_process_reads_what_it_can_and_tells_what_it_cannot(pages, run_of_digits):
    names = ("one.png", "none.png", "no-image.png", "bomb.png", "blank.png", "two.png")
    command = [sys.executable, "-c", "from denselab.cli import main; main()", "read", *names]
    done = subprocess.run(
        [*command, "--run", run_of_digits.path],
        cwd=pages, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    heads = [line for line in done.stdout.splitlines() if not line.startswith("  ")]
    assert heads == ["one.png: 12/345", "blank.png: no digits", "two.png: 58"]
    told = done.stderr.splitlines()
    assert len(told) == 3
    assert told[0] == "denselab: error: none.png: there is no such file"
    assert told[1].startswith("denselab: error: no-image.png: cannot be read as an image")
    assert told[2].startswith("denselab: error: bomb.png: an image may have at most 50,000,000")


def test_each_digit_has_a_line_with_its_probability_and_place(pages, run_of_digits, reader):
    done = read(pages / "two.png", "--run", run_of_digits.path)
    reading = reader.read(pages / "two.png")
    assert (done.exit_code, done.stderr) == (0, "")
    for line, digit in zip(done.stdout.splitlines()[1:], reading.digits, strict=True):
        x, y, width, height = digit.box
        assert line.split()[0] == digit.digit
        assert f"{digit.probability:.1%}" in line
        assert f"x {x}, y {y}, {width} x {height} pixels" in line


def test_json_is_a_line_an_image_and_what_python_gives(pages, run_of_digits, reader):
    files = [pages / "one.png", pages / "blank.png"]
    done = read(*files, "--json", "--run", run_of_digits.path)
    assert done.exit_code == 0
    for line, file in zip(done.stdout.splitlines(), files, strict=True):
        told, expected = json.loads(line), reader.read(file).to_json()
        assert told.pop("seconds") > 0
        del expected["seconds"]
        assert told == {"file": str(file), **expected}


def test_the_confidence_is_that_of_each_digit(pages, run_of_digits):
    done = read(pages / "two.png", "--confidence", 1, "--json", "--run", run_of_digits.path)
    told = json.loads(done.stdout)
    assert told["text"] == "??"
    assert all(digit["probability"] < 1 for digit in told["digits"])


def test_the_annotated_image_is_written_once(pages, run_of_digits, tmp_path):
    words = [pages / "two.png", "--run", run_of_digits.path, "--annotate", tmp_path / "said.png"]
    assert read(*words).exit_code == 0
    with Image.open(tmp_path / "said.png") as said, Image.open(pages / "two.png") as page:
        assert said.size == page.size
        assert np.ptp(np.asarray(said).astype(int), axis=2).any()  # colours, where all was grey
    before = (tmp_path / "said.png").read_bytes()
    done = read(*words)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "never overwritten" in done.stderr
    assert (tmp_path / "said.png").read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["one.png", "two.png", "--annotate", "said.png"], "takes one image at a time, got 2"),
        (["one.png", "--annotate", "said.gif"], "its name must end in .png"),
        (["one.png", "--run", "nowhere"], "nowhere is not a Run"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_line(arguments, told, pages, monkeypatch):
    monkeypatch.chdir(pages)
    done = read(*arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert told in done.stderr


def test_a_wrong_confidence_and_a_wrong_run_are_refused(pages, run_of_digits, rows_run):
    done = read(pages / "one.png", "--confidence", 2, "--run", run_of_digits.path)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "confidence must lie between 0 and 1, got 2" in done.stderr
    done = read(pages / "one.png", "--run", rows_run.path)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "cannot read digits" in done.stderr


def test_without_a_run_it_says_how_to_make_one(pages, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = read(pages / "one.png")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "there is no Run of digits under runs/" in done.stderr
    assert "denselab explore mnist-5k --recipe handwriting" in done.stderr


def test_the_newest_run_of_digits_reads_and_is_told(pages, run_of_digits, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "runs").mkdir()
    (tmp_path / "runs" / "mine").symlink_to(run_of_digits.path)
    done = read(pages / "two.png")
    assert done.exit_code == 0
    assert done.stderr == "denselab: runs/mine reads\n"
    assert done.stdout.startswith(f"{pages / 'two.png'}: 58\n")
