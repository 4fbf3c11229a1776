"""A data set by its name: where it is searched, and that only the right bytes pass."""

import gzip
import re
import subprocess
import sys
import threading
import time

import numpy as np
import pytest

from denselab.data import load
from denselab.data.named import cache_folder
from denselab.errors import DataNotFoundError

pytestmark = pytest.mark.usefixtures("own_machine", "hasty")

IMAGES = "train-images-idx3-ubyte"


def put(folder, files, packed=False):
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        path = folder / (f"{name}.gz" if packed else name)
        path.write_bytes(gzip.compress(data) if packed else data)


def assert_tiny(raw, tiny_files):
    assert raw.x_train.tobytes() == tiny_files[IMAGES][16:]
    assert raw.x_test.tobytes() == tiny_files["t10k-images-idx3-ubyte"][16:]
    assert raw.y_train.tolist() == list(tiny_files["train-labels-idx1-ubyte"][8:])
    assert raw.y_test.tolist() == list(tiny_files["t10k-labels-idx1-ubyte"][8:])
    assert (raw.name, raw.classes) == ("tiny", ("even", "odd"))


def test_downloads_once(mirror, tiny_set, tiny_files):
    server = mirror("good")
    tiny_set(server.url)
    first = load("tiny")
    assert_tiny(first, tiny_files)
    assert first.origin == f"downloaded from {server.url}"
    assert sorted(server.asked) == sorted(f"{name}.gz" for name in tiny_files)

    second = load("tiny", offline=True)
    assert_tiny(second, tiny_files)
    assert str(cache_folder("tiny")) in second.origin
    assert len(server.asked) == 4


def test_own_data_come_before_the_cache_and_are_only_read(
    tmp_path, mirror, tiny_set, tiny_files, monkeypatch
):
    server = mirror("good")
    tiny_set(server.url)
    monkeypatch.setenv("DENSELAB_DATA", str(tmp_path / "own"))
    put(tmp_path / "own" / "tiny", {IMAGES: tiny_files[IMAGES]}, packed=True)
    before = sorted((tmp_path / "own").rglob("*"))
    raw = load("tiny")
    assert_tiny(raw, tiny_files)
    assert "own" in raw.origin
    assert server.url in raw.origin
    assert f"{IMAGES}.gz" not in server.asked
    assert sorted((tmp_path / "own").rglob("*")) == before


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("damage", ["truncated", "foreign", "longer", "empty"])
def test_a_damaged_cached_file_is_noticed_and_fetched_again(
    damage, packed, mirror, tiny_set, tiny_files
):
    tiny_set(mirror("good").url)
    folder = cache_folder("tiny")
    put(folder, tiny_files, packed)
    path = folder / (f"{IMAGES}.gz" if packed else IMAGES)
    whole = path.read_bytes()
    other = bytearray(tiny_files[IMAGES])
    other[-1] ^= 1
    path.write_bytes(
        {
            "truncated": whole[: len(whole) // 2],
            "foreign": gzip.compress(bytes(other)) if packed else bytes(other),
            "longer": whole + b"more",
            "empty": b"",
        }[damage]
    )
    with pytest.warns(UserWarning, match=re.escape(str(path))):
        assert_tiny(load("tiny"), tiny_files)
    assert (folder / IMAGES).read_bytes() == tiny_files[IMAGES]


def test_the_mirror_that_works_is_asked_first_from_then_on(mirror, tiny_set, tiny_files):
    dead, good = mirror("stalling"), mirror("good")
    tiny_set(dead.url, good.url)
    assert_tiny(load("tiny"), tiny_files)
    assert len(dead.asked) == 1
    assert len(good.asked) == 4


def test_offline_asks_nobody(mirror, tiny_set):
    server = mirror("good")
    tiny_set(server.url)
    with pytest.raises(DataNotFoundError, match="switched off"):
        load("tiny", offline=True)
    assert server.asked == []


def test_what_is_missing_and_what_to_do_is_said_in_one_line(
    tmp_path, tiny_set, tiny_files, monkeypatch
):
    tiny_set()
    monkeypatch.setenv("DENSELAB_DATA", str(tmp_path / "own"))
    put(tmp_path / "own" / "tiny", {IMAGES: b"not MNIST"})
    with (
        pytest.warns(UserWarning, match=IMAGES),
        pytest.raises(DataNotFoundError) as caught,
    ):
        load("tiny", offline=True)
    message = str(caught.value)
    for part in (*tiny_files, str(cache_folder("tiny")), "mnist-5k", "DENSELAB_DATA"):
        assert part in message
    assert str(tmp_path / "own" / "tiny" / IMAGES) in message  # the file that was passed over
    assert "\n" not in message


def test_with_no_mirror_in_reach_the_error_comes_within_15_seconds(
    tmp_path, mirror, tiny_set, monkeypatch
):
    monkeypatch.undo()  # the real limits, on silent servers: the slowest way to fail
    silent = [mirror("silent") for _ in range(4)]
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.delenv("DENSELAB_DATA", raising=False)
    tiny_set(*(each.url for each in silent))
    started = time.monotonic()
    with pytest.raises(DataNotFoundError, match="mnist-5k"):
        load("tiny")
    assert time.monotonic() - started < 15


def test_a_cache_that_cannot_be_written_does_not_stop_the_study(
    own_machine, mirror, tiny_set, tiny_files
):
    tiny_set(mirror("good").url)
    cache_folder("tiny").parents[1].parent.mkdir(parents=True)
    cache_folder("tiny").parents[1].write_text("a file where a folder should be")
    with pytest.warns(UserWarning, match="cannot be kept"):
        assert_tiny(load("tiny"), tiny_files)


_LOAD_TINY = """
import sys
from denselab.data import catalog, load
from denselab.data.catalog import IdxFile, NamedSet
url, *facts = sys.argv[1:]
files = [IdxFile(n, int(s), d) for n, s, d in zip(facts[0::3], facts[1::3], facts[2::3])]
catalog.CATALOG["tiny"] = NamedSet("tiny", ("even", "odd"), tuple(files), (url,))
print("ready", flush=True)
sys.stdin.readline()
print(int(load("tiny").x_train.sum()))
"""


def test_two_processes_downloading_at_once_do_no_harm(mirror, tiny_set, tiny_files):
    server = mirror("good")
    entry = tiny_set(server.url)
    both_are_here = threading.Barrier(2, timeout=30)
    server.before_answer = lambda: both_are_here.wait() if len(server.asked) <= 2 else None
    facts = [str(fact) for file in entry.files for fact in (file.name, file.size, file.sha256)]
    command = [sys.executable, "-c", _LOAD_TINY, server.url, *facts]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    processes = [subprocess.Popen(command, text=True, **pipes) for _ in range(2)]
    # However slowly a process starts, neither begins before both can.
    assert [process.stdout.readline() for process in processes] == ["ready\n"] * 2
    for process in processes:
        process.stdin.write("\n")
        process.stdin.flush()
    answers = [process.communicate(timeout=60) for process in processes]
    expected = np.frombuffer(tiny_files[IMAGES][16:], np.uint8).sum()
    assert answers == [(f"{expected}\n", "")] * 2
    # Both downloaded the first file at once; of the others one may find what the other has kept.
    assert server.asked.count(f"{entry.files[0].name}.gz") == 2
    assert len(server.asked) <= 8
    assert sorted(p.name for p in cache_folder("tiny").iterdir()) == sorted(tiny_files)
    assert_tiny(load("tiny", offline=True), tiny_files)
