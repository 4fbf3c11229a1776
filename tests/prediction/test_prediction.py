"""What is predicted: by the command, from Python and by the saved network alike."""

import csv
import gzip
import io
import json
import subprocess
import sys
from uuid import uuid4

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

import denselab
from denselab.augmentation import VIEWS
from denselab.backend import keras
from denselab.cli import app
from denselab.errors import DataError
from denselab.prediction import Predictor, Treated, answers, write_file
from denselab.prep import of_json

from .conftest import explored

THE_SAME = 1e-6


def predicted(run, source, *options, code=0):
    """What the command prints, as rows, and what it says beside."""
    done = CliRunner().invoke(app, ["predict", str(source), "--run", str(run.path), *options])
    assert done.exit_code == code, done.stderr
    return list(csv.DictReader(io.StringIO(done.stdout))), done.stderr


def saved(run, x):
    """What the saved network says of samples, through plain Keras."""
    network = keras.models.load_model(run.path / "model" / "network.keras", safe_mode=True)
    return network.predict(of_json(run.preprocessing).transform(x), verbose=0)


def assert_agrees(rows, predictor, said):
    labels = [predictor.classes.index(row["prediction"]) for row in rows]
    assert labels == said.argmax(axis=1).tolist()
    told = [float(row["probability"]) for row in rows]
    np.testing.assert_allclose(told, said.max(axis=1), atol=THE_SAME)


def test_rows_are_predicted_alike_by_command_python_and_network(of_rows, people):
    x = pl.read_csv(people, infer_schema=False)
    predictor = Predictor(of_rows)
    said = saved(of_rows, x)
    np.testing.assert_allclose(predictor.probabilities(x), said, atol=THE_SAME)
    rows, _ = predicted(of_rows, people, "--all")
    assert_agrees(rows, predictor, said)
    assert [row["id"] for row in rows] == x["id"].to_list()
    each = np.array([[float(row[f"probability {name}"]) for name in ("no", "yes")] for row in rows])
    np.testing.assert_allclose(each, said, atol=THE_SAME)


def test_sentences_are_predicted_alike_by_command_python_and_network(of_texts, tmp_path):
    texts = ["a good film", "boring", "", "no word of it is known: ßé"]
    (tmp_path / "new.txt").write_text("\n".join(texts) + "\n")
    predictor = Predictor(of_texts)
    said = saved(of_texts, np.array(texts, object))
    np.testing.assert_allclose(
        predictor.probabilities(np.array(texts, object)), said, atol=THE_SAME
    )
    rows, beside = predicted(of_texts, tmp_path / "new.txt")
    assert_agrees(rows, predictor, said)
    assert [row["text"] for row in rows] == texts
    assert "1 empty text" in beside


def test_images_are_predicted_alike_by_command_python_and_network(of_images, drawings, mnist_5k):
    """The saved network looks once; what answered in the test looks nine times."""
    images = mnist_5k.x_train[::500]
    moved = [  # nothing is drawn at the border, so that nothing comes in on the other side
        np.roll(images, (int(view.down), int(view.right)), axis=(1, 2)) for view in VIEWS["shifts"]
    ]
    predictor = Predictor(of_images)
    said = predictor.probabilities(images)
    mean = np.mean([saved(of_images, each) for each in moved], axis=0)
    np.testing.assert_allclose(said, mean, atol=THE_SAME)
    rows, beside = predicted(of_images, drawings)
    known = [row for row in rows if "broken" not in row["file"]]
    assert_agrees(known, predictor, said)
    assert [row["prediction"] for row in rows if "broken" in row["file"]] == [""]
    assert "1 without a prediction" in beside
    assert "broken.png" in beside


def test_it_is_what_the_test_part_was_told(of_rows):
    """The Run's test rows, predicted from their file, are right as often as it says."""
    raw = denselab.load(of_rows.study.data)
    split = denselab.split(raw, seed=of_rows.study.seed)
    x, y = split.test.open("a test")
    right = Predictor(of_rows).probabilities(x).argmax(axis=1) == y
    assert int(right.sum()) == of_rows.evaluation["correct"]


@pytest.mark.parametrize("suffix", [".csv", ".csv.gz", ".tsv", ".jsonl"])
def test_every_format_comes_to_the_same(suffix, of_rows, people, tmp_path):
    table = pl.read_csv(people, infer_schema=False)
    place = tmp_path / f"people{suffix}"
    if suffix == ".jsonl":
        table.write_ndjson(place)
    else:
        text = table.write_csv(separator="\t" if suffix == ".tsv" else ",").encode()
        place.write_bytes(gzip.compress(text) if suffix.endswith(".gz") else text)
    assert predicted(of_rows, place)[0] == predicted(of_rows, people)[0]


def test_what_is_written_is_what_is_printed(of_rows, people, tmp_path):
    rows, _ = predicted(of_rows, people)
    for name in ("said.csv", "said.csv.gz"):
        predicted(of_rows, people, "--out", str(tmp_path / name))
        assert pl.read_csv(tmp_path / name, infer_schema=False).fill_null("").to_dicts() == rows
    predicted(of_rows, people, "--out", str(tmp_path / "said.jsonl"))
    told = [json.loads(line) for line in (tmp_path / "said.jsonl").read_text().splitlines()]
    assert [row["prediction"] for row in told] == [row["prediction"] for row in rows]


def test_nothing_is_overwritten(of_rows, people, tmp_path):
    (tmp_path / "said.csv").write_text("mine")
    _, beside = predicted(of_rows, people, "--out", str(tmp_path / "said.csv"), code=2)
    assert "never overwritten" in beside
    assert (tmp_path / "said.csv").read_text() == "mine"
    predicted(of_rows, people, "--out", str(tmp_path / "said.xlsx"), code=2)


def test_ragged_rows_stay_without_a_prediction_and_are_told(of_rows, tmp_path):
    (tmp_path / "new.csv").write_text("age,town\n30,Rome\n31\n32,Oslo,too,much\n33,Oslo\n")
    rows, beside = predicted(of_rows, tmp_path / "new.csv")
    assert [bool(row["prediction"]) for row in rows] == [True, False, False, True]
    assert [row["age"] for row in rows] == ["30", "31", "32", "33"]
    assert rows[2]["town"] == "Oslo,too,much"
    assert "2 without a prediction" in beside
    assert "line 3: a row must have 2 cells" in beside


def test_a_quote_that_is_never_closed_costs_one_row(of_rows, tmp_path):
    (tmp_path / "new.csv").write_text('age,town\n30,Rome\n"31,Oslo\n32,Oslo\n33,Oslo\n')
    rows, beside = predicted(of_rows, tmp_path / "new.csv")
    assert [row["age"] for row in rows] == ["30", '"31,Oslo', "32", "33"]
    assert [bool(row["prediction"]) for row in rows] == [True, False, True, True]
    assert "line 3: a quote is opened" in beside


def test_a_key_that_comes_late_is_read_in_every_row(of_rows, tmp_path):
    late = [{"age": 30}] * 9000 + [{"age": 30, "town": "Rome", "note": "here"}]
    (tmp_path / "new.jsonl").write_text("".join(json.dumps(row) + "\n" for row in late) + "no\n")
    rows, beside = predicted(of_rows, tmp_path / "new.jsonl")
    assert rows[-2]["note"] == "here"
    x = pl.DataFrame({"age": ["30", "30"], "town": [None, "Rome"]})
    assert_agrees(rows[-3:-1], Predictor(of_rows), saved(of_rows, x))
    assert (rows[-1]["age"], rows[-1]["prediction"]) == ("no", "")
    assert "line 9002: must be a JSON object" in beside


def test_a_file_that_is_cut_short_is_refused_in_one_line(of_rows, tmp_path):
    rows = "".join(f"{n % 90},Rome{n * 7919 % 10007}\n" for n in range(30_000))
    (tmp_path / "new.csv.gz").write_bytes(gzip.compress(f"age,town\n{rows}".encode())[:-2000])
    out = tmp_path / "said.csv"
    _, beside = predicted(of_rows, tmp_path / "new.csv.gz", "--out", str(out), code=2)
    assert "cannot be read to its end" in beside
    assert not out.exists()


def test_a_table_without_rows_comes_out_so(of_rows, tmp_path):
    (tmp_path / "new.csv").write_text("age,town\n")
    out = tmp_path / "said.csv"
    predicted(of_rows, tmp_path / "new.csv", "--out", str(out))
    assert out.read_text() == "age,town,prediction,probability\n"


def test_packed_rows_come_from_standard_input(of_rows):
    packed = gzip.compress(b"age,town\n30,Rome\n")
    command = ["predict", "-", "--run", str(of_rows.path)]
    assert "30,Rome," in CliRunner().invoke(app, command, input=packed).stdout


def test_a_missing_column_is_missing_in_every_row(of_rows, tmp_path):
    (tmp_path / "new.csv").write_text("age\n30\n60\n")
    rows, beside = predicted(of_rows, tmp_path / "new.csv")
    x = pl.DataFrame({"age": ["30", "60"], "town": [None, None]}, {"age": str, "town": str})
    assert_agrees(rows, Predictor(of_rows), saved(of_rows, x))
    assert "without the column 'town'" in beside
    assert "town" not in rows[0]


def test_rows_are_read_as_the_rows_of_the_run_were(people, tmp_path):
    """Without a header line, as there was none in training, and in the encoding of then."""
    rows = people.read_text().splitlines(keepends=True)[1:]
    source = tmp_path / "bare.csv"
    source.write_bytes("".join(rows).replace("Oslo", "Århus").encode("cp1252"))
    data = {"source": str(source), "header": False, "encoding": "cp1252", "drop": ["column_1"]}
    run = explored(tmp_path, data=data)
    said = [row["prediction"] for row in predicted(run, source)[0]]
    assert len(said) == len(rows)
    named = source.with_name("named.csv")
    named.write_text("column_1,column_2,column_3,tall\n" + source.read_text(encoding="cp1252"))
    x = pl.read_csv(named, infer_schema=False)
    assert said == [name for name, _ in Predictor(run).predict(x)]


def test_another_table_is_refused(of_rows, tmp_path):
    (tmp_path / "new.csv").write_text("weight,colour\n30,red\n")
    _, beside = predicted(of_rows, tmp_path / "new.csv", code=2)
    assert "'age', 'town'" in beside


def test_unknown_categories_and_numbers_that_are_none_are_no_end(of_rows, tmp_path):
    (tmp_path / "new.csv").write_text("age,town\nold,Atlantis\n,\n1e999,Rome\n")
    rows, beside = predicted(of_rows, tmp_path / "new.csv")
    assert all(row["prediction"] in ("no", "yes") for row in rows)
    assert "2 of 'age' that are no number: counted as missing (line 2: 'old')" in beside
    assert "1 of 'town' in no category of its own: counted as rare or unknown" in beside
    assert "(line 2: 'Atlantis')" in beside


def test_bytes_of_another_encoding_are_told_and_can_be_named(of_rows, tmp_path):
    (tmp_path / "new.csv").write_bytes("age,town\n30,Zürich\n".encode("cp1252"))
    rows, beside = predicted(of_rows, tmp_path / "new.csv")
    assert rows[0]["town"] == "Z�rich"
    assert "1 with bytes that are not of the encoding: read as � (line 2)" in beside
    rows, beside = predicted(of_rows, tmp_path / "new.csv", "--encoding", "cp1252")
    assert rows[0]["town"] == "Zürich"
    assert "not of the encoding" not in beside


def test_a_column_called_prediction_is_kept(of_rows, tmp_path):
    (tmp_path / "new.csv").write_text("age,town,prediction\n30,Rome,mine\n")
    (row,) = predicted(of_rows, tmp_path / "new.csv")[0]
    assert row["prediction"] == "mine"
    assert row["prediction_2"] in ("no", "yes")


def test_texts_are_found_by_their_column_or_asked_for(of_texts, tmp_path):
    (tmp_path / "new.csv").write_text("who,review\nme,a good film\n")
    assert predicted(of_texts, tmp_path / "new.csv")[0][0]["who"] == "me"
    (tmp_path / "other.csv").write_text("who,said\nme,a good film\n")
    assert "--text" in predicted(of_texts, tmp_path / "other.csv", code=2)[1]
    assert predicted(of_texts, tmp_path / "other.csv", "--text", "said")[0]


def test_standard_input_is_read_and_a_closed_pipe_is_no_error(of_texts):
    command = [sys.executable, "-c", "from denselab.cli import main; main()", "predict", "-"]
    done = subprocess.run(
        [*command, "--run", of_texts.path],
        input="a good film\nboring\n", capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert len(done.stdout.splitlines()) == 3


cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


@given(rows=st.lists(st.tuples(cells, cells, cells), min_size=1, max_size=5))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_cells_come_back_as_they_were(rows, of_rows, tmp_path_factory):
    file = tmp_path_factory.getbasetemp() / "any.csv"
    with file.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, quoting=csv.QUOTE_ALL).writerows([("age", "town", "note"), *rows])
    treated = Treated()
    (part, _), = answers(Predictor(of_rows), str(file), treated).parts  # fmt: skip
    out = file.with_name(f"said-{uuid4()}.csv")
    write_file([part], out)
    with out.open(encoding="utf-8", newline="") as stream:
        told = [tuple(row[:3]) for row in csv.reader(stream)]
    assert told == [("age", "town", "note"), *rows]
    assert not any("without a prediction" in each for each in treated.told())


def test_an_input_that_is_not_there_is_refused(of_rows, of_images, tmp_path):
    for run in (of_rows, of_images):
        with pytest.raises(DataError):
            answers(Predictor(run), str(tmp_path / "none.csv"), Treated())


def test_memory_is_bounded(of_rows, people, tmp_path):
    """Sixteen times the rows take hardly more: they are read, answered and written in parts."""
    few, many = (_peak(of_rows, people, tmp_path, times) for times in (100, 1600))
    assert many < few + 200 * 2**20


def _peak(run, people, folder, times):
    header, *rows = people.read_text().splitlines(keepends=True)
    big = folder / f"{times}.csv"
    with big.open("w") as stream:
        stream.write(header)
        for _ in range(times):
            stream.writelines(rows)
    said = folder / f"said-{times}.csv"
    code = (
        "from denselab.cli import app; from tests.peak import peak\n"
        f"app(['predict', {str(big)!r}, '--run', {str(run.path)!r}, '--out', {str(said)!r}, "
        "'--quiet'], standalone_mode=False)\n"
        "print(peak())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return int(done.stdout.split()[-1])
