import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from denselab.errors import DataError
from denselab.serve.tensors import Tensor, array_of, tensor_of

NUMPYS = {
    "BOOL": "?", "UINT8": "u1", "UINT16": "u2", "UINT32": "u4", "UINT64": "u8",
    "INT8": "i1", "INT16": "i2", "INT32": "i4", "INT64": "i8",
    "FP16": "f2", "FP32": "f4", "FP64": "f8",
}  # fmt: skip


def tensor(datatype, shape, data):
    return Tensor(name="x", datatype=datatype, shape=shape, data=data)


@given(data=st.data(), datatype=st.sampled_from(sorted(NUMPYS)), flat=st.booleans())
def test_numbers_go_out_and_come_in_unchanged(data, datatype, flat):
    shapes = hnp.array_shapes(min_dims=1, max_dims=3, min_side=1, max_side=4)
    array = data.draw(hnp.arrays(NUMPYS[datatype], shapes))
    written = tensor_of("x", datatype, array)
    if not flat:
        written["data"] = array.tolist()
    read = array_of(Tensor(**written))
    assert read.dtype == array.dtype
    np.testing.assert_array_equal(read, array)


@given(texts=st.lists(st.text(), min_size=2, max_size=6))
def test_texts_go_out_and_come_in_unchanged(texts):
    array = np.array([*texts, *texts], object).reshape(2, -1)
    assert array_of(Tensor(**tensor_of("x", "BYTES", array))).tolist() == array.tolist()


@pytest.mark.parametrize(
    ("datatype", "shape", "data"),
    [
        ("UINT8", [2], [1]),
        ("UINT8", [2, 2], [[1, 2], [3]]),
        ("UINT8", [2, 2], [[1, 2, 3, 4]]),
        ("UINT8", [10**30], []),
        ("UINT8", [1], [256]),
        ("UINT8", [1], [-1]),
        ("UINT8", [1], [1.5]),
        ("UINT8", [1], ["1"]),
        ("UINT8", [1], [True]),
        ("UINT8", [1], [None]),
        ("UINT8", [1], [{}]),
        ("INT64", [1], [2**63]),
        ("INT64", [1], [2**70]),
        ("BOOL", [1], [1]),
        ("FP32", [1], ["1"]),
        ("BYTES", [1], [1]),
        ("BYTES", [1], [None]),
        ("BYTES", [1], [["a"], ["b"]]),
        ("BYTES", [2], [["a"], "b"]),
    ],
)
def test_what_does_not_fit_is_refused(datatype, shape, data):
    with pytest.raises(DataError, match=r"must be .* but"):
        array_of(tensor(datatype, shape, data))


def test_a_list_in_a_list_and_so_on_is_refused():
    data = []
    for _ in range(500):
        data = [data]
    for datatype in ("BYTES", "FP32"):
        with pytest.raises(DataError):
            array_of(tensor(datatype, [1], data))


def test_the_example_of_the_specification():
    """Its tensor in both forms that it allows."""
    for data in ([[1, 2], [4, 5]], [1, 2, 4, 5]):
        read = array_of(tensor("FP32", [2, 2], data))
        assert read.dtype == np.float32
        assert read.tolist() == [[1, 2], [4, 5]]
