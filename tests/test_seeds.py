"""Named random streams."""

import os
import subprocess
import sys

import pytest

from denselab.seeds import stream


def test_a_stream_is_the_same_in_another_process():
    code = "from denselab.seeds import stream; print(stream(7, 'split'))"
    answers = {
        subprocess.check_output(
            [sys.executable, "-c", code], text=True, env={**os.environ, "PYTHONHASHSEED": salt}
        )
        for salt in ("1", "2")
    }
    assert answers == {f"{stream(7, 'split')}\n"}


def test_streams_differ_by_seed_and_by_name():
    streams = {stream(seed, name) for seed in range(200) for name in ("init", "shuffle", "split")}
    assert len(streams) == 600
    assert all(0 <= s < 2**32 for s in streams)
    assert min(streams) < 2**31 <= max(streams)


def test_a_seed_may_be_of_any_size():
    assert stream(2**80, "init") != stream(2**80 + 1, "init")


def test_a_negative_seed_is_refused():
    with pytest.raises(ValueError, match="-1"):
        stream(-1, "init")
