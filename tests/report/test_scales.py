from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from denselab.report.scales import Linear, Log, round_range

values = st.floats(-1e6, 1e6, allow_nan=False)
positive = st.floats(1e-9, 1e9)


@given(values, values)
def test_a_round_range_holds_what_it_was_made_from_and_has_few_ticks(a, b):
    low, high = min(a, b), max(a, b)
    start, end = round_range(low, high)
    room = 1e-6 * max(abs(low), abs(high), 1)
    assert start <= low + room
    assert end >= high - room
    assert start < end


@given(st.floats(0, 1), st.floats(0.001, 1))
def test_ticks_are_evenly_spaced_inside_the_range(low, span):
    scale = Linear(low, low + span, 0, 100)
    ticks = scale.ticks()
    gaps = [b - a for a, b in pairwise(ticks)]
    assert 2 <= len(ticks) <= 8
    assert all(-1e-6 <= scale(tick) <= 100 + 1e-6 for tick in ticks)
    assert max(gaps) - min(gaps) < 1e-9 + 1e-6 * span


@given(positive, st.floats(2, 1e6))
def test_equal_ratios_are_equally_far_apart(low, ratio):
    scale = Log(low, low * ratio**2, 0, 100)
    assert abs(scale(low * ratio) - 50) < 1e-6


def test_a_value_without_logarithm_has_no_position():
    position = Log(1, 10, 0, 100)(0.0)
    assert position != position
