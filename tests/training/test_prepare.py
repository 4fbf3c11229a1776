"""Lists of words become dense inside the compiled program as they do in NumPy."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from denselab.backend import jax
from denselab.prep.encoding import COUNT_BITS, MOST, Listed, Scaled
from denselab.training.prepare import preparer

FEATURES = 7


@st.composite
def lists(draw):
    """Texts that hold each feature once at most, in any order, padded anywhere."""
    counts = draw(
        npst.arrays(np.uint32, (5, FEATURES), elements=st.sampled_from([0, 0, 1, 2, MOST]))
    )
    order = np.array([draw(st.permutations(range(FEATURES))) for _ in counts], np.uint32)
    taken = np.take_along_axis(counts, order.astype(int), axis=1)
    return np.where(taken > 0, order << COUNT_BITS | taken, 0).astype(np.uint32)


@settings(max_examples=25)  # each is compiled
@given(
    stored=lists(),
    weights=npst.arrays(np.float32, FEATURES, elements=st.floats(-8, 8, width=16)),
    binary=st.booleans(),
    normalised=st.booleans(),
)
def test_lists_are_dense_inside_a_compiled_program_as_in_numpy(stored, weights, binary, normalised):
    listed = Listed(weights, binary, normalised)
    compiled = jax.jit(preparer(listed))(stored)
    assert compiled.dtype == np.float32
    np.testing.assert_allclose(compiled, listed.dense(stored), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("normalised", [False, True])
def test_a_text_without_words_is_a_row_of_zeros(normalised):
    listed = Listed(np.ones(3, np.float32), binary=True, normalised=normalised)
    assert not np.asarray(preparer(listed)(np.zeros((2, 4), np.uint32))).any()


def test_numbers_are_multiplied_by_the_scale():
    stored = np.arange(256, dtype=np.uint8).reshape(2, -1)
    inputs = jax.jit(preparer(Scaled(1 / 255)))(stored)
    np.testing.assert_allclose(inputs, stored / 255, rtol=1e-6)
