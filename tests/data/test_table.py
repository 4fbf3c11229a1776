"""Tables from every format: what was written is read; what is broken is named by its line."""

import csv
import datetime
import gzip
import io
import json

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from denselab.data import parquet, table
from denselab.data.table import read_table
from denselab.errors import DataError

cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
spiteful = st.text(st.sampled_from('",;\t|\n\r a\ufeffé\u2028'), max_size=6)


def written(tmp_path, content, name="t.csv"):
    (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return tmp_path / name


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("tables")


@given(data=st.data(), width=st.integers(1, 4), end=st.sampled_from(["\n", "\r\n", "\r"]))
def test_whatever_python_writes_is_read_back(folder, data, width, end):
    rows = data.draw(
        st.lists(st.tuples(*[cells | spiteful] * width), min_size=1, max_size=5), label="rows"
    )
    stream = io.StringIO(newline="")
    # With other ends of lines, Python quotes no lone carriage return unless it quotes everything.
    quoting = csv.QUOTE_MINIMAL if end == "\r\n" else csv.QUOTE_ALL
    writer = csv.writer(stream, delimiter="\t", lineterminator=end, quoting=quoting)
    writer.writerows([[f"name {i}" for i in range(width)], *rows])
    found = read_table(written(folder, stream.getvalue(), "t.tsv"))
    assert found.columns == [f"name {i}" for i in range(width)]
    assert set(found.dtypes) == {pl.String}
    assert found.rows() == [tuple(cell or None for cell in row) for row in rows]


@given(
    rows=st.lists(st.tuples(*[st.text("ab c1é.", max_size=4)] * 3), min_size=1, max_size=9),
    separator=st.sampled_from(",;\t|"),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_the_separator_is_found_and_a_file_without_quotes_reads_as_any_other(
    folder, rows, separator, end
):
    plain = end.join(separator.join(row) for row in [("x", "y", "z"), *rows])
    quoted = plain.replace("x", '"x"', 1)
    expected = [tuple(cell or None for cell in row) for row in rows]
    for text in (plain, quoted, plain + end, quoted + end + end):
        found = read_table(written(folder, text))
        assert (found.columns, found.rows()) == (["x", "y", "z"], expected)


def test_texts_with_commas_do_not_hide_the_separator(tmp_path):
    text = "review;label\nbad, dull, long;0\ngood, short;1\n"
    assert read_table(written(tmp_path, text)).columns == ["review", "label"]


def test_one_column_needs_no_separator(tmp_path):
    assert read_table(written(tmp_path, "word\na b\n\nc\n")).rows() == [("a b",), ("c",)]


def test_columns_without_a_name_are_called_by_their_place(tmp_path):
    assert read_table(written(tmp_path, ",a\n1,2\n")).columns == ["column_1", "a"]
    without = read_table(written(tmp_path, "1,2\n3,\n"), header=False)
    assert (without.columns, without.rows()) == (
        ["column_1", "column_2"],
        [("1", "2"), ("3", None)],
    )


TEXT = 'name,Größe\n"Ada, Lady",1.70\nAlan,\n'
ROWS = [("Ada, Lady", "1.70"), ("Alan", None)]


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-32", "utf-8"])
def test_a_mark_of_byte_order_tells_the_encoding(tmp_path, codec):
    found = read_table(written(tmp_path, TEXT.encode(codec)))
    assert (found.columns, found.rows()) == (["name", "Größe"], ROWS)


def test_another_encoding_is_named(tmp_path):
    file = written(tmp_path, TEXT.encode("cp1252"))
    assert read_table(file, encoding="cp1252").rows() == ROWS
    file = written(tmp_path, b"a\r\nb\rc\nd\xe9\n")
    with pytest.raises(DataError, match=r"line 4: byte 0xe9 is not of encoding utf-8; .*cp1252"):
        read_table(file)
    for unknown in ("utf-99", "hex"):
        with pytest.raises(DataError, match=f"encoding: must be one that Python knows.*{unknown}"):
            read_table(file, encoding=unknown)


def test_gzip_and_its_faults(tmp_path):
    packed = gzip.compress(TEXT.encode() * 50)
    name = "t.csv.gz"
    assert read_table(written(tmp_path, gzip.compress(TEXT.encode()), name)).rows() == ROWS
    for damaged in (packed[:-9], packed[:20] + b"\0\0\0" + packed[23:]):
        with pytest.raises(DataError, match="cannot be read to its end"):
            read_table(written(tmp_path, damaged, name))


def test_zstandard_and_its_faults(tmp_path):
    pl.DataFrame({"a": ["1", "2"] * 500}).lazy().sink_csv(
        tmp_path / "t.csv.zst", compression="zstd"
    )
    content = (tmp_path / "t.csv.zst").read_bytes()
    assert content[:4] == b"\x28\xb5\x2f\xfd"
    assert read_table(tmp_path / "t.csv.zst").rows() == [("1",), ("2",)] * 500
    with pytest.raises(DataError, match="cannot be read to its end"):
        read_table(written(tmp_path, content[:-3], "t.csv.zst"))


def test_no_more_is_unpacked_than_allowed(tmp_path, monkeypatch):
    monkeypatch.setattr(table, "LARGEST", 100)
    monkeypatch.setattr(parquet, "LARGEST", 10)
    file = written(tmp_path, gzip.compress(b"a,b\n" + b"1,2\n" * 25), "t.csv.gz")
    with pytest.raises(DataError, match="at most 100 bytes unpacked, found more"):
        read_table(file)
    pl.DataFrame({"a": [0] * 11}).write_parquet(tmp_path / "t.parquet")
    monkeypatch.setattr(table, "LARGEST", 10**6)
    with pytest.raises(DataError, match="at most 10 cells, found 11 × 1"):
        read_table(tmp_path / "t.parquet")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "must have rows, found an empty file"),
        ("\n\n", "must have rows, found an empty file"),
        ("a,b\n", "found a header line only"),
        ('"a",b\n', "found a header line only"),
        ("a,b\n1,2\n3\n", "line 3: a row must have 2 cells, .* found 1, none for column 'b'"),
        ("a,b\n1,2,x\n", "line 2: .* found 3, 'x' after the last column 'b'"),
        ('a,b\n"1\n1",2\n3\n', "line 4: .* found 1, none for column 'b'"),
        ('a,b\n\n"1",2,\n', "line 3: .* found 3, '' after the last column 'b'"),
        ('a,b\n1,2\n3,"4\n5,6\n', "line 3: a quote is opened in this row and never closed"),
        ('a,b\n"1"x,2\n', "line 2: a quote must end the cell that it began"),
        ("a,b, a\n1,2,3\n", "found 'a' as the 1 and 3. column"),
        ("column_2,\n1,2\n", "found 'column_2' as the 1 and 2. column"),
        ("a,b\n1,\0\n", "line 2: text must have no NUL"),
    ],
)
def test_says_file_line_and_column(text, words, tmp_path):
    file = written(tmp_path, text)
    with pytest.raises(DataError, match=words) as caught:
        read_table(file)
    assert str(file) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_other_files_are_refused(tmp_path):
    with pytest.raises(DataError, match=r"ends in \.csv"):
        read_table(written(tmp_path, "a", "t.xlsx"))
    with pytest.raises(DataError, match="cannot be opened: No such file"):
        read_table(tmp_path / "none.csv")


numbers = st.floats() | st.floats(width=32)


@given(values=st.lists(numbers, min_size=1), whole=st.integers(-(2**63), 2**63 - 1))
def test_parquet_becomes_text_without_loss(folder, values, whole):
    pl.DataFrame({"x": values, "i": [whole] * len(values)}).write_parquet(folder / "t.parquet")
    found = read_table(folder / "t.parquet")
    assert [repr(float(cell)) for cell in found["x"]] == [repr(value) for value in values]
    assert int(found["i"][0]) == whole


def test_parquet_has_dates_after_iso_and_nulls(tmp_path):
    day = datetime.date(2020, 2, 29)
    columns = {
        "d": [day, None],
        "t": [datetime.datetime(2020, 2, 29, 13, 5), None],
        "b": [True, False],
        "s": ["", "x"],
        "c": pl.Series(["u", None], dtype=pl.Categorical),
        "n": pl.Series([None, None], dtype=pl.Null),
    }
    pl.DataFrame(columns).write_parquet(tmp_path / "t.parquet")
    first, second = read_table(tmp_path / "t.parquet").rows()
    assert datetime.datetime.fromisoformat(first[1]) == datetime.datetime(2020, 2, 29, 13, 5)
    assert (first[0], *first[2:]) == ("2020-02-29", "true", None, "u", None)
    assert second == (None, None, "false", "x", None, None)


def test_parquet_and_its_faults(tmp_path):
    pl.DataFrame({"a": [[1]]}).write_parquet(tmp_path / "t.parquet")
    with pytest.raises(DataError, match=r"column 'a' must hold text, numbers or dates, found List"):
        read_table(tmp_path / "t.parquet")
    pl.DataFrame({"a": [1, 2]}).write_parquet(tmp_path / "t.parquet")
    content = (tmp_path / "t.parquet").read_bytes()
    for damaged in (b"", b"not parquet", content[:-20], content[:4] + bytes(30) + content[34:]):
        with pytest.raises(DataError, match="cannot be read as Parquet") as caught:
            read_table(written(tmp_path, damaged, "t.parquet"))
        assert "\n" not in str(caught.value)
    pl.DataFrame({"a": []}).write_parquet(tmp_path / "t.parquet")
    with pytest.raises(DataError, match="must have rows and columns, found 0 and 1"):
        read_table(tmp_path / "t.parquet")


KEYS = ["a", "b c", "é", '"']
plain = st.none() | st.booleans() | st.integers() | st.floats() | cells


@given(st.lists(st.dictionaries(st.sampled_from(KEYS), plain), min_size=1, max_size=5))
def test_json_lines_are_read_back(folder, rows):
    text = "\n".join(json.dumps(row) for row in rows)
    file = written(folder, text, "t.jsonl")
    keys = list(dict.fromkeys(key for row in rows for key in row))
    if not keys:
        with pytest.raises(DataError, match="found none"):
            read_table(file)
        return
    found = read_table(file)
    assert found.columns == keys
    for row, got in zip(rows, found.iter_rows(named=True), strict=True):
        for key in keys:
            value = row.get(key)
            told = value if isinstance(value, str) else json.dumps(value)
            assert got[key] == (None if value is None or value == "" else told)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "found none"),
        ("{}", "found none"),
        ('{"a": 1}\n[1]', "line 2: must be a JSON object"),
        ('{"a": 1}\n\n{"a": ', "line 3: must be a JSON object"),
        ('{"a": {"b": 1}}', "line 1: .* 'a' is nested"),
        ('{"a": [1]}', "line 1: .* 'a' is nested"),
        ('{"a": 1, "a": 2}', "line 1: every key must be named once"),
        ('{"a": "\\ud800"}', "line 1: 'a' has half a character"),
        ("[" * 100_000, "line 1: must be a JSON object"),
    ],
)
def test_a_broken_line_of_json_is_named(text, words, tmp_path):
    with pytest.raises(DataError, match=words) as caught:
        read_table(written(tmp_path, text, "t.ndjson"))
    assert str(caught.value).isprintable()
