"""A writer's hand is his own, and the tables say what was measured."""

import numpy as np

from benchmarks.adapting import Outcome, body, is_kept
from benchmarks.writers import Writer
from denselab.adaptation.worth import compared


def mean_distance(some, others):
    """Between the images of the same places."""
    return np.abs(some.astype(float) - others).mean()


def test_a_writers_digits_are_nearer_to_each_other_than_to_anothers():
    rng = np.random.default_rng(0)
    writers = [Writer.of(rng) for _ in range(4)]
    first, second = ([w.digits(3, rng)[0] for w in writers] for _ in range(2))
    own = np.mean([mean_distance(a, b) for a, b in zip(first, second, strict=True)])
    foreign = np.mean(
        [mean_distance(a, b) for i, a in enumerate(first) for j, b in enumerate(second) if i != j]
    )
    assert own < 0.8 * foreign


def test_a_writer_writes_the_same_for_the_same_seed():
    images, labels = (
        Writer.of(np.random.default_rng(7)).digits(2, np.random.default_rng(8)) for _ in range(2)
    )
    np.testing.assert_array_equal(images[0], labels[0])
    assert images[0].shape == (20, 28, 28)
    assert images[1].tolist() == [*range(10)] * 2


def outcome(network, writer, before, after, lost):
    """Errors on 200 further digits, and samples lost of 10,000."""
    n, right = 200, np.ones(10_000, bool)
    further = compared(np.arange(n) >= before, np.arange(n) >= after)
    validation = compared(right, np.arange(10_000) >= lost)
    return Outcome(
        network, writer, compared(right[:50], right[:50]), further, validation, is_kept(validation)
    )


def test_the_tables_count_errors_and_refusals():
    outcomes = [
        outcome(network, writer, before, after, lost)
        for network in ("plain", "distorted")
        for writer, before, after, lost in [(1, 40, 10, 0), (2, 20, 12, 50), (3, 9, 0, 9)]
    ]
    text = body(outcomes)
    assert text.startswith("**These writers are synthetic**")
    assert text.count("22 of 69 are left, and on 2 of 3 writers they at least halved") == 2
    assert "-0.20 points on average, -0.50 at worst; 1 of the 3 networks would" in text
    assert "| 2 | 50 of 50 | 50 of 50 | 20 of 200 | 12 | -0.50 (" in text
