from benchmarks.augmentation import Epochs, Pair, body


def test_epochs_are_compared_within_their_round():
    """A machine that slows down for a round slows both, and changes no ratio."""
    plain = Epochs([1.0, 4.0, 1.0], [2.0, 2.0, 2.0])
    distorted = Epochs([1.1, 4.8, 1.15], [2.2, 2.3, 2.4])
    pair = Pair(plain, distorted)
    assert [round(ratio, 3) for ratio in pair.ratios] == [1.1, 1.2, 1.15]
    row = body({256: pair}).splitlines()[-1]
    assert [cell.strip() for cell in row.strip("|").split("|")] == [
        *("256", "1.00", "1.15", "1.15", "1.10–1.20", "1.15")
    ]
