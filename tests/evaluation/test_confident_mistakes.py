import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from denselab.evaluation import mistakes


@given(st.integers(0, 2**32 - 1), st.integers(0, 60), st.integers(0, 30))
def test_they_are_wrong_and_the_surest_of_all(seed, n, most):
    rng = np.random.default_rng(seed)
    p = rng.dirichlet(np.ones(4), size=n).round(1)  # rounded, so that some are equally sure
    y = rng.integers(0, 4, size=n)
    found = mistakes(p, y, most)
    wrong = sorted(
        (-p[i].max(), i) for i in range(n) if p[i].argmax() != y[i]
    )  # by confidence, then in the order of the data
    assert [one["index"] for one in found] == [i for _, i in wrong[:most]]
    for one in found:
        assert one["true"] == y[one["index"]] != one["predicted"]
        assert one["probability"] == p[one["index"], one["predicted"]] == p[one["index"]].max()
