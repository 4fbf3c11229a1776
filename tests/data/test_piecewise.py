"""Reading a table piece by piece gives what reading it whole gives, and no fault ends it."""

import csv
import gzip
import io
import json

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from denselab.data import pieces
from denselab.data.piecewise import delimited_pieces, sentence_pieces, table_pieces
from denselab.data.table import read_table
from denselab.errors import DataError

CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=6)
TABLES = st.integers(2, 4).flatmap(
    lambda n: st.lists(st.lists(CELLS, min_size=n, max_size=n), min_size=1, max_size=20)
)


@pytest.fixture(autouse=True)
def small(monkeypatch):
    """Pieces of few rows, so that small files have several."""
    monkeypatch.setattr(pieces, "ROWS", 3)


@pytest.fixture
def place(tmp_path):
    """A function that writes bytes to a file of some name."""

    def write(content, name="rows.csv"):
        file = tmp_path / name
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return file

    return write


def whole(found):
    return pl.concat([piece.table for piece in found.pieces])


def faults(found):
    """What is wrong, by the number of the row's line."""
    return {
        int(piece.numbers[at]): fault
        for piece in found.pieces
        for at, fault in piece.faults.items()
    }


@given(TABLES, st.sampled_from([",", ";", "\t", "|"]), st.sampled_from(["\n", "\r\n"]))
def test_pieces_of_a_delimited_file_are_the_file(tmp_path_factory, rows, separator, end):
    text = io.StringIO(newline="")
    names = [f"column {n}" for n in range(len(rows[0]))]
    # Python quotes no lone carriage return unless it quotes everything.
    writer = csv.writer(text, delimiter=separator, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerows([names, *rows])
    file = tmp_path_factory.mktemp("rows") / "rows.csv"
    file.write_bytes(text.getvalue().encode())
    found = table_pieces(file)
    assert found.columns == names
    assert whole(found).equals(read_table(file))


@given(
    st.lists(st.dictionaries(st.sampled_from("abc"), st.none() | CELLS | st.integers()), min_size=1)
)
def test_pieces_of_json_lines_are_the_file(tmp_path_factory, rows):
    rows = [*rows, {"d": "a key that comes late"}]
    file = tmp_path_factory.mktemp("rows") / "rows.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    found = table_pieces(file)
    assert whole(found).equals(read_table(file))


def test_pieces_of_parquet_are_the_file(tmp_path, monkeypatch):
    monkeypatch.setattr("denselab.data.parquet._AT_A_TIME", 5)
    monkeypatch.setattr("denselab.data.parquet.ROWS", 2)
    file = tmp_path / "rows.parquet"
    table = pl.DataFrame({"n": range(12), "x": [None, 0.1] * 6})
    table.write_parquet(file)
    found = list(table_pieces(file).pieces)
    assert pl.concat([piece.table for piece in found]).equals(read_table(file))
    assert [n for piece in found for n in piece.numbers] == list(range(1, 13))
    assert found[-1].done == file.stat().st_size


@pytest.mark.parametrize("name", ["rows.csv.gz", "rows.tsv", "rows.parquet.gz"])
def test_packed_files_and_tabs(place, name):
    table = pl.DataFrame({"a": ["1", "x,y", None, "4"], "b": ["é", None, "7", "8"]})
    content = io.BytesIO()
    if ".parquet" in name:
        table.write_parquet(content)
    else:
        table.write_csv(content, separator="\t" if ".tsv" in name else ",")
    packed = gzip.compress(content.getvalue()) if name.endswith(".gz") else content.getvalue()
    assert whole(table_pieces(place(packed, name))).equals(table)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_mark_of_byte_order_wins(place, encoding):
    found = table_pieces(place("name,n\nZoë,1\n".encode(encoding)), encoding="cp1252")
    assert whole(found).rows() == [("Zoë", "1")]


def test_rows_that_cannot_be_read_end_nothing_and_lose_nothing(place):
    file = place('a,b,c\n1,2,3\n1\n\n1,2,"3\nx"\n1,2,3,4,5\n1,"2"2,3\n7,8,9\n')
    assert whole(table_pieces(file)).rows() == [
        ("1", "2", "3"),
        ("1", None, None),
        ("1", "2", "3\nx"),
        ("1", "2", "3,4,5"),
        ('1,"2"2,3', None, None),
        ("7", "8", "9"),
    ]
    told = faults(table_pieces(file))
    assert list(told) == [3, 7, 8]
    assert "line 3: a row must have 3 cells" in told[3]
    assert "line 7: a row must have 3 cells, one a column, found 5" in told[7]
    assert "line 8: a quote must end the cell" in told[8]


def test_a_quote_that_is_never_closed_costs_one_row(place):
    lines = ["a,b", '1,"2', *(f"{n},{n}" for n in range(50))]
    file = place("\n".join(lines))
    table = whole(table_pieces(file))
    assert table.rows()[0] == ('1,"2', None)
    assert table.rows()[1:] == [(str(n), str(n)) for n in range(50)]
    assert "line 2: a quote is opened in this row and never closed" in faults(table_pieces(file))[2]


def test_a_line_of_json_that_is_no_object_ends_nothing(place):
    file = place('{"a": 1, " b": 2}\n[1]\n\n{"a": {"c": 1}}\n{"a": 3}\n', "rows.jsonl")
    assert whole(table_pieces(file)).rows() == [
        ("1", "2"),
        ("[1]", None),
        ('{"a": {"c": 1}}', None),
        ("3", None),
    ]
    assert list(faults(table_pieces(file))) == [2, 4]


def test_bytes_of_another_encoding_end_nothing(place):
    assert whole(table_pieces(place("name,n\nZoë,1\n".encode("cp1252")))).rows() == [("Zo�", "1")]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "must have rows, found an empty file"),
        ("a,a\n1,2\n", "every column needs a name of its own"),
        ('a,"b\n1,2\n', "line 1: a quote is opened"),
    ],
)
def test_what_has_no_columns_is_refused_at_once(place, content, says):
    with pytest.raises(DataError, match=says):
        table_pieces(place(content))


def test_a_file_that_is_cut_short_is_refused_where_it_is_cut(place, monkeypatch):
    monkeypatch.setattr(pieces, "ROWS", 5000)
    rows = "".join(f"{n},{n * 7919 % 10007}\n" for n in range(100_000))
    found = table_pieces(place(gzip.compress(f"a,b\n{rows}".encode())[:-1000], "rows.csv.gz"))
    assert next(found.pieces).table.rows()[0] == ("0", "0")
    with pytest.raises(DataError, match="cannot be read to its end"):
        list(found.pieces)


def test_a_line_without_end_does_not_fill_all_memory(monkeypatch):
    monkeypatch.setattr("denselab.data.lines.LONGEST", 100)
    with pytest.raises(DataError, match="line 3: may have at most 100 characters"):
        delimited_pieces(io.BytesIO(b"a,b\n1,2\n" + b"x" * 1000), "rows")


def test_long_rows_make_small_pieces(monkeypatch):
    monkeypatch.setattr(pieces, "ROWS", 1000)
    monkeypatch.setattr(pieces, "CHARACTERS", 100)
    found = sentence_pieces(io.BytesIO((b"x" * 60 + b"\n") * 10), "standard input")
    assert [len(piece.table) for piece in found.pieces] == [2] * 5


def test_sentences_are_lines_and_an_empty_one_is_one():
    [piece] = sentence_pieces(io.BytesIO(b'one, "two"\r\n\nthree'), "-").pieces
    assert piece.table.rows() == [('one, "two"',), (None,), ("three",)]


def test_bytes_are_counted_as_they_are_read(place, monkeypatch):
    monkeypatch.setattr(pieces, "ROWS", 5000)
    file = place("a,b\n" + "1,2\n" * 100_000)
    found = table_pieces(file)
    done = [piece.done for piece in found.pieces]
    assert done == sorted(done)
    assert done[0] < found.size / 2
    assert done[-1] == found.size == file.stat().st_size
