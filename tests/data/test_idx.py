"""The IDX format, against a writer made from its description alone."""

import gzip
import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from denselab.data.idx import LARGEST_BODY, decode_idx, read_idx
from denselab.data.packed import unpacked
from denselab.errors import DataError

images = arrays(np.uint8, array_shapes(min_dims=3, max_dims=3, min_side=0, max_side=6))


@given(array=images, packed=st.booleans())
def test_round_trip(array, packed, encode_idx):
    data = gzip.compress(encode_idx(array)) if packed else encode_idx(array)
    decoded = decode_idx(unpacked(io.BytesIO(data)), 3, "x")
    assert decoded.shape == array.shape
    assert np.array_equal(decoded, array)


@given(
    array=images,
    packed=st.booleans(),
    cut=st.integers(0, 300),
    flips=st.lists(st.tuples(st.integers(0, 300), st.integers(1, 255)), max_size=3),
    tail=st.binary(max_size=3),
)
def test_damage_gives_an_array_or_one_line(array, packed, cut, flips, tail, encode_idx):
    data = bytearray(gzip.compress(encode_idx(array)) if packed else encode_idx(array))
    for position, flip in flips:
        data[position % len(data)] ^= flip
    data = data[: max(0, len(data) - cut)] + tail
    try:
        decoded = decode_idx(unpacked(io.BytesIO(bytes(data))), 3, "some-file")
    except DataError as error:
        message = str(error)
        decoded = None
    if decoded is None:
        assert "some-file" in message
        assert "\n" not in message
    else:
        assert decoded.dtype == np.uint8
        assert decoded.ndim == 3


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", "starts with 0x00000803, found 0x"),
        (bytes.fromhex("00000801 00000000"), "found 0x00000801"),
        (bytes.fromhex("00000d03"), "found 0x00000d03"),
        (bytes.fromhex("00000803 0000"), "header has 16 bytes, found 6"),
        (bytes.fromhex("00000803 00000002 00000002 00000002 ff"), "needs 8 bytes .* found 1"),
        (bytes.fromhex("00000803 00000001 00000001 00000001 ffff"), "needs 1 bytes .* found more"),
        (bytes.fromhex("00000803 ffffffff ffffffff ffffffff"), f"at most {LARGEST_BODY} bytes"),
        (bytes.fromhex("00000803 00100000 00000020 00000021"), "found shape .1048576, 32, 33"),
        (b"\x1f\x8b damaged", "cannot be read to its end"),
    ],
)
def test_says_file_rule_and_value(tmp_path, content, rule):
    path = tmp_path / "train-images-idx3-ubyte"
    path.write_bytes(content)
    with pytest.raises(DataError, match=rule) as caught:
        read_idx(path, 3)
    assert str(caught.value).startswith(str(path))


def test_a_gzip_bomb_is_not_unpacked(tmp_path, encode_idx):
    """A header of one pixel before 4 GB of zeros: only what the header declares is read."""
    path = tmp_path / "bomb.gz"
    zeros = gzip.compress(bytes(2**24), 9)
    path.write_bytes(gzip.compress(encode_idx(np.zeros((1, 1, 1)))) + zeros * 256)
    assert path.stat().st_size < 2**23
    with pytest.raises(DataError, match="found more"):
        read_idx(path, 3)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(DataError, match="no-such-file"):
        read_idx(tmp_path / "no-such-file", 3)
