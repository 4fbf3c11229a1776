"""The command, in processes of its own: what it prints, and what an interruption leaves."""

import json
import signal
import subprocess
import sys
import time

from denselab.files import TEMPORARY
from denselab.runs import Run, list_runs

ADAPT = [sys.executable, "-c", "from denselab.cli import main; main()", "adapt"]


def interrupted(origin, out, how):
    """Ends the command while it learns; returns its exit code and the last line it says."""
    process = subprocess.Popen(
        [*ADAPT, str(origin.path), "--out", str(out), "--epochs", "500"],
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith("[2/4]"):
            break
    drafts = list(out.parent.glob(f"{TEMPORARY}*"))
    assert len(drafts) == 1
    time.sleep(1)
    process.send_signal(how)
    _, said = process.communicate(timeout=120)
    return process.returncode, said.splitlines()[-1] if said else ""


def test_ctrl_c_leaves_nothing(origin, tmp_path):
    code, said = interrupted(origin, tmp_path / "new", signal.SIGINT)
    assert (code, said) == (130, "denselab: interrupted")
    assert list(tmp_path.iterdir()) == []


def test_a_killed_one_leaves_no_run_and_the_same_command_works(origin, tmp_path):
    code, _ = interrupted(origin, tmp_path / "new", signal.SIGKILL)
    assert code == -signal.SIGKILL
    assert not (tmp_path / "new").exists()
    assert list_runs(tmp_path) == []
    command = [*ADAPT, str(origin.path), "--out", str(tmp_path / "new"), "--epochs", "1"]
    done = subprocess.run([*command, "--tolerance", "9"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    *table, last = done.stdout.splitlines()
    assert last == str(tmp_path / "new")
    assert [row.split()[0] for row in table[1:]] == ["corrections,", "validation"]
    told = Run(last).adaptation
    share = f"{told['validation']['after']['accuracy']:.2%}"
    assert share in table[2]
    assert list_runs(tmp_path) == [tmp_path / "new"]


def test_json_tells_what_has_changed(origin, tmp_path):
    command = [*ADAPT, str(origin.path), "--out", str(tmp_path / "new"), "--epochs", "1"]
    done = subprocess.run(
        [*command, "--json", "--quiet", "--tolerance", "9"], capture_output=True, text=True
    )
    told, path = done.stdout.splitlines()
    assert json.loads(told) == {"to": path, **Run(path).adaptation}
    assert done.stderr == ""


def test_what_is_refused_is_refused_in_one_line(digits, tmp_path):
    for words in (["nowhere"], [str(digits.path)], [str(digits.path), "--share", "2"]):
        command = [*ADAPT, *words, "--out", str(tmp_path / "new")]
        done = subprocess.run(command, capture_output=True, text=True)
        assert done.returncode == 2
        assert done.stderr.startswith("denselab: error: ")
        assert len(done.stderr.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []
