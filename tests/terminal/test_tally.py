import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from denselab.terminal.tally import Tally, duration
from denselab.terminal.transfer import Transfer

times = st.lists(st.floats(0.001, 100), min_size=1, max_size=30)


def counted(val_losses, seconds=0.5, epochs=100):
    tally = Tally("mlp")
    for epoch, val_loss in enumerate(val_losses, start=1):
        logs = {"loss": 0.1, "accuracy": 0.9, "val_loss": val_loss, "val_accuracy": epoch / 1000}
        tally.add(epoch, epochs, logs, seconds)
    return tally


@given(st.lists(st.floats(0.01, 10) | st.just(math.nan), min_size=1, max_size=30))
def test_the_outcome_names_the_epoch_of_the_lowest_loss(val_losses):
    outcome = counted(val_losses).outcome()
    usable = [loss for loss in val_losses if not math.isnan(loss)]
    if usable:
        best = val_losses.index(min(usable)) + 1
        assert f"epoch {best} of {len(val_losses)}" in outcome
        assert f", {best / 1000:.1%}, " in outcome
    else:
        assert f"no usable epoch of {len(val_losses)}" in outcome


def test_a_network_without_validation_is_told_by_its_training_loss():
    tally = Tally("member-1")
    tally.add(3, 9, {"loss": 0.25, "accuracy": 0.9}, 2.0)
    assert "validation" not in tally.now()
    assert "loss 0.2500" in tally.now()
    assert tally.outcome() == "member-1: 3 epochs, loss 0.2500, 2.0 s"


@given(times, st.integers(30, 200))
def test_what_is_left_is_what_the_last_epochs_would_take(seconds, epochs):
    tally = Tally("mlp")
    for epoch, took in enumerate(seconds, start=1):
        tally.add(epoch, epochs, {}, took)
    assert min(seconds[-5:]) <= tally.pace <= max(seconds[-5:])
    assert tally.left == pytest.approx(tally.pace * (epochs - len(seconds)))
    assert tally.seconds == pytest.approx(sum(seconds))


def test_a_slow_first_epoch_does_not_frighten():
    tally = Tally("mlp")
    for epoch, took in enumerate([8.0, 0.5, 0.5], start=1):
        tally.add(epoch, 100, {}, took)
    assert tally.pace == 0.5


@given(st.floats(0, 1e6))
def test_a_duration_reads_back_as_what_it_was(seconds):
    shown = duration(seconds)
    if shown.endswith(" s"):
        back, precision = float(shown.removesuffix(" s")), 0.5
    else:
        parts = [int(part) for part in shown.split(":")]
        back, precision = sum(60**i * part for i, part in enumerate(reversed(parts))), 0.5
    assert back == pytest.approx(seconds, abs=precision)


@pytest.mark.parametrize("seconds", [math.nan, math.inf])
def test_what_nobody_knows_is_no_duration(seconds):
    assert duration(seconds) == "?"


@given(st.integers(1, 10**9), st.floats(0.01, 0.99), st.floats(0.1, 1000))
def test_a_transfer_at_constant_speed_ends_when_it_says(total, share, seconds):
    now = 0.0
    transfer = Transfer("file", clock=lambda: now)
    done = max(1, int(total * share))
    now = seconds * done / total
    transfer.add(done, total)
    assert transfer.left == pytest.approx(seconds - now, rel=1e-6, abs=1e-9)


def test_a_transfer_of_unknown_length_promises_nothing():
    transfer = Transfer("file.gz")
    transfer.add(1_500_000, None)
    assert math.isnan(transfer.left)
    assert transfer.now() == "downloading file.gz: 1.5 MB"
