"""What the table of changes claims, beside SciPy and by hand."""

import pytest
from scipy.stats import ttest_rel

from benchmarks.seed_by_seed import (
    PLAIN,
    Trained,
    changes_table,
    lead,
    optimizers_table,
    verdict,
)

ENDS = {PLAIN: [0.90, 0.91, 0.92], "dropout 0.5": [0.93, 0.945, 0.95], "l2 1": [0.92, 0.90, 0.93]}
#: The second epoch is the best, and the last one overfits.
OUTCOME = {
    name: [Trained([0.5, end, end + 0.01], [1.0, 0.2, 0.3], seconds=1.0) for end in ends]
    for name, ends in ENDS.items()
}
MUON = [Trained([0.6, 0.97, 0.98], [0.5, 0.3, 0.1], seconds=1.4) for _ in range(2)]


def cells(table, first):
    (row,) = [line for line in table.splitlines() if line.startswith(f"| {first} ")]
    return [cell.strip() for cell in row.strip("|").split("|")]


def test_the_lead_and_its_interval_are_those_of_the_paired_t_test():
    for name in list(ENDS)[1:]:
        plain, changed = ([100 * x for x in ENDS[which]] for which in (PLAIN, name))
        interval = ttest_rel(changed, plain).confidence_interval()
        middle = (sum(changed) - sum(plain)) / 3
        assert lead(name, OUTCOME) == pytest.approx((middle, interval.low, interval.high))


def test_only_what_leaves_zero_out_is_called_better():
    assert verdict(OUTCOME).startswith("Better than plain training beyond their intervals: `drop")
    assert "l2" not in verdict(OUTCOME)


def test_a_change_is_judged_by_the_epoch_of_its_lowest_loss():
    told = cells(changes_table(OUTCOME), "`dropout 0.5`")
    assert told[1] == "94.17% ± 1.04"
    assert told[-3:] == ["0.2000", "2.0", "3"]


def test_in_equal_time_a_slower_optimizer_has_fewer_epochs_and_the_same_seeds():
    table = optimizers_table({"digits": {**OUTCOME, "optimizer muon": MUON}})
    assert cells(table, PLAIN)[2:] == ["2", "1.000", "90.50%", "0.2000", "3", "90.50%", "0.2000"]
    told = cells(table, "`optimizer muon`")
    assert told[2:] == ["2", "1.400", "98.00%", "0.1000", "2", "97.00%", "0.3000"]
