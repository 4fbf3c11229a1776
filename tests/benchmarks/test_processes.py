"""Commands are measured whole: their time, and the memory of their children too."""

import os
import sys

import pytest

from benchmarks.processes import measure

HOLD = "held = bytearray(200_000_000); import time; time.sleep(0.5)"
IN_A_CHILD = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {HOLD!r}])"


@pytest.mark.parametrize("script", [HOLD, IN_A_CHILD])
def test_memory_of_the_process_and_its_children_is_seen(script, tmp_path):
    measured = measure([sys.executable, "-c", script], os.environ, tmp_path / "log")
    assert 200_000_000 < measured.peak_rss < 300_000_000
    assert 0.5 < measured.seconds < 10


def test_a_failure_tells_what_the_command_said(tmp_path):
    with pytest.raises(RuntimeError, match="out of patience"):
        measure([sys.executable, "-c", "exit('out of patience')"], os.environ, tmp_path / "log")
