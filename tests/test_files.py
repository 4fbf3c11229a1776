"""Files are written whole or not at all."""

import json
import math

import numpy as np
import pytest

from denselab.files import finite, read_arrays, write_arrays, write_json, write_whole


def test_a_failed_write_leaves_the_former_content_and_no_litter(tmp_path):
    target = tmp_path / "a" / "file.txt"
    write_whole(target, lambda path: path.write_text("before"))

    def fail(path):
        path.write_text("half")
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        write_whole(target, fail)
    assert target.read_text() == "before"
    assert [path.name for path in target.parent.iterdir()] == ["file.txt"]


def test_json_holds_no_nan(tmp_path):
    content = {"a": [np.float32(0.5), math.nan], "b": np.arange(3), 3: (np.int64(4), math.inf)}
    write_json(tmp_path / "x.json", content)
    read = json.loads((tmp_path / "x.json").read_text(), parse_constant=pytest.fail)
    assert read == {"a": [0.5, None], "b": [0, 1, 2], "3": [4, None]}
    assert finite("text") == "text"


def test_arrays_come_back_equal_and_objects_are_never_unpickled(tmp_path):
    arrays = {"images": np.arange(12, dtype="uint8").reshape(3, 2, 2), "mean": np.ones(3)}
    write_arrays(tmp_path / "x.npz", arrays)
    back = read_arrays(tmp_path / "x.npz")
    assert back.keys() == arrays.keys()
    for name, array in arrays.items():
        assert np.array_equal(back[name], array)
    np.savez(tmp_path / "bad.npz", a=np.array([{}], dtype=object), allow_pickle=True)
    with pytest.raises(ValueError, match=r"[Oo]bject|pickle"):
        read_arrays(tmp_path / "bad.npz")
