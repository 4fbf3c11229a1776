"""The notebook's rule is Keras', parts do not overlap, and the table says what was measured."""

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.stopping import Group, body
from benchmarks.watched import PARTS, SHORTER, LowestLoss, Outcome, divide, shorter
from denselab.backend import keras


@given(st.lists(st.floats(0.01, 10), min_size=1, max_size=30), st.integers(1, 5))
def test_the_notebooks_rule_ends_and_keeps_as_keras_does(losses, patience):
    mine = LowestLoss(patience)
    theirs = keras.callbacks.EarlyStopping("val_loss", patience=patience)
    theirs.set_model(keras.Sequential())
    theirs.on_train_begin()
    theirs.model.stop_training = False
    for epoch, loss in enumerate(losses):
        mine.add(epoch, np.full(3, loss), np.ones(3, bool))
        theirs.on_epoch_end(epoch, {"val_loss": loss})
        assert mine.is_enough == theirs.model.stop_training
        assert mine.best_epoch == theirs.best_epoch
        if mine.is_enough:
            break


def test_the_judging_part_shares_no_image_with_the_others(full_data):
    full_data("mnist")
    arrays, (judging, _) = divide("mnist-5k", seed=3)
    seen = {image.tobytes() for image in (*arrays.x_train, *arrays.x_validation)}
    assert len(judging) == PARTS[2]
    assert not seen & {image.tobytes() for image in judging}


def outcome(epochs, loss, accuracy):
    return Outcome(epochs, 1, loss, accuracy)


def test_the_table_holds_paired_differences_with_their_intervals():
    theirs = [outcome(20, 0.10, 0.97), outcome(22, 0.20, 0.95), outcome(24, 0.30, 0.93)]
    mine = [outcome(14, 0.12, 0.971), outcome(16, 0.21, 0.952), outcome(18, 0.30, 0.933)]
    less = {shorter(patience): outcome(9, 0.4, 0.9) for patience in SHORTER}
    both = [{"val_loss": a, "evidence": b, **less} for a, b in zip(theirs, mine, strict=True)]
    row = next(line for line in body([Group("mnist", "mlp", both)]).splitlines() if "mlp" in line)
    half = 4.302653 * 0.01 / math.sqrt(3)  # Student's t with two degrees of freedom
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    assert cells[:5] == ["mnist, mlp", "3", "22.0", "16.0", "0.2000"]
    assert cells[5] == f"+0.0100 [{0.01 - half:+.4f}, {0.01 + half:+.4f}]"
    assert cells[6:] == ["95.00%", "+0.20 [-0.05, +0.45]"]
