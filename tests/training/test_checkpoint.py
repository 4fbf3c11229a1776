"""Training that was killed goes on to the same bits."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from denselab.prep.encoding import Scaled
from denselab.settings import Settings
from denselab.study import Study
from denselab.training import Arrays, Checkpoint, learn

#: Every part of training that remembers something from one epoch to the next.
STUDY = Study(
    network={"widths": [24, 16], "dropout": 0.2},
    augmentation={"preset": "digits"},
    training={"epochs": 14, "schedule": "plateau", "averaging": 0.9, "learning_rate": 0.01},
)
SETTINGS = Settings.of(STUDY, "regularised", "float32")
ROOT = Path(__file__).parents[2]


def few_digits():
    from denselab.data import load

    raw = load("mnist-5k")
    rows = raw.x_train.reshape(len(raw.x_train), -1)
    x, y = rows[::20], raw.y_train[::20]
    return Arrays(x, y, rows[1::20], raw.y_train[1::20], Scaled(1 / 255), raw.classes, (28, 28))


def slowly(file):
    """Trains, keeping each epoch, slowly enough to be killed on the way."""
    checkpoint = Checkpoint(Path(file), SETTINGS.to_json(), interval=0)
    learn(SETTINGS, few_digits(), on_epoch=lambda *_: time.sleep(0.05), checkpoint=checkpoint)


def bits(learned):
    return [array.tobytes() for array in learned.network.get_weights()], learned.history


@pytest.fixture(scope="module")
def uninterrupted():
    return bits(learn(SETTINGS, few_digits()))


def test_killed_and_continued_is_never_interrupted(uninterrupted, tmp_path):
    file = tmp_path / "checkpoint.npz"
    code = "import sys; from tests.training.test_checkpoint import slowly; slowly(sys.argv[1])"
    process = subprocess.Popen([sys.executable, "-c", code, str(file)], cwd=ROOT)
    until = time.monotonic() + 120
    while not file.exists() and time.monotonic() < until:
        time.sleep(0.01)
    time.sleep(0.3)
    process.send_signal(signal.SIGKILL)
    assert process.wait(timeout=60) == -signal.SIGKILL
    checkpoint = Checkpoint(file, SETTINGS.to_json(), interval=0)
    assert 0 < checkpoint.epochs < len(uninterrupted[1]["loss"])
    assert bits(learn(SETTINGS, few_digits(), checkpoint=checkpoint)) == uninterrupted


def break_off(checkpoint, epochs):
    """Trains for so many epochs and a bit."""

    def stop(epoch, logs):
        if epoch > epochs:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        learn(SETTINGS, few_digits(), on_epoch=stop, checkpoint=checkpoint)


@pytest.mark.parametrize("epochs", [1, 6, 11])
def test_broken_off_after_any_epoch(uninterrupted, tmp_path, epochs):
    """Plateaus and the best epoch so far are remembered, wherever it happens."""
    file = tmp_path / "checkpoint.npz"
    break_off(Checkpoint(file, SETTINGS.to_json(), interval=0), epochs)
    again = Checkpoint(file, SETTINGS.to_json(), interval=0)
    assert again.epochs == epochs
    assert bits(learn(SETTINGS, few_digits(), checkpoint=again)) == uninterrupted


def test_what_was_kept_of_other_settings_is_not_taken_up(tmp_path):
    file = tmp_path / "checkpoint.npz"
    Checkpoint(file, {"seed": 1}).keep(3, [np.ones(2)], [])
    assert Checkpoint(file, {"seed": 1}).epochs == 3
    assert Checkpoint(file, {"seed": 2}).epochs == 0


def test_it_is_written_only_every_so_often(tmp_path):
    checkpoint = Checkpoint(tmp_path / "checkpoint.npz", {}, interval=3600)
    break_off(checkpoint, 2)
    assert not checkpoint.file.exists()
