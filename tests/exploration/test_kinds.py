"""The straight line, walked on rows and on texts."""

import json
import shutil

import numpy as np
import polars as pl
import pytest

from denselab.data import load, split
from denselab.errors import DataError, FitError, RunError, StudyError
from denselab.exploration import explore
from denselab.prep import of_json
from denselab.study import Study
from tests.examples import write_people, write_reviews

KINDS = ["rows", "texts"]


@pytest.fixture(params=KINDS)
def kind(request):
    return request.param


@pytest.fixture
def study(kind, request) -> Study:
    return request.getfixturevalue(f"{kind}_study")


@pytest.fixture
def run(kind, request):
    return request.getfixturevalue(f"{kind}_run")


def changed(study: Study, **groups) -> Study:
    settings = study.model_dump(exclude_unset=True)
    for name, group in groups.items():
        settings[name] = settings.get(name, {}) | group if isinstance(group, dict) else group
    return Study(**settings)


def test_what_can_be_told_is_learned(run):
    test = run.summary["test"]
    assert test["n"] == 48
    assert test["low"] > 0.5, "two classes of about the same size"


def test_preprocessing_is_what_the_training_part_alone_teaches(run, study):
    """The whole line has let nothing of the other parts into it."""
    splits = split(load(study.data), seed=study.seed)
    asked = study.columns if run.kind == "table" else study.words
    fresh = type(of_json(run.preprocessing))(**asked.model_dump())
    fresh.fit(splits.x_train, splits.y_train)
    assert json.loads(json.dumps(fresh.to_json())) == run.preprocessing


def test_an_interrupted_run_goes_on_to_the_same_result(run, tmp_path):
    unfinished = tmp_path / "run"
    shutil.copytree(run.path, unfinished)
    for name in ("report.html", "summary.json", "evidence/evaluation.json"):
        (unfinished / name).unlink()
    shutil.rmtree(unfinished / "models" / "regularised")
    resumed = explore(resume=unfinished)
    assert resumed.summary["test"] == run.summary["test"]
    assert resumed.evaluation["mistakes"] == run.evaluation["mistakes"]
    assert resumed.mistakes == run.mistakes


def test_a_run_is_not_continued_on_other_samples(kind, study, tmp_path):
    file = tmp_path / "samples.csv"
    write = {"rows": write_people, "texts": write_reviews}[kind]
    write(file)
    here = changed(study, data={"source": str(file)}, networks=["slp"])
    run = explore(here, out=tmp_path / "run")
    (run.path / "report.html").unlink()
    write(file, seed=1)
    with pytest.raises(RunError, match="the data have changed"):
        explore(resume=run.path)


def test_members_learn_from_all_but_the_test_part(study, tmp_path):
    asked = changed(study, networks=["mlp"], final={"members": 2})
    run = explore(asked, out=tmp_path / "run")
    final, n = run.evaluation["final"], run.summary["data"]
    assert final["n_train"] == n["n_train"] + n["n_validation"]
    assert len(final["members"]) == 2
    assert run.mistakes


def test_views_and_distortions_are_for_images(study, tmp_path):
    with pytest.raises((FitError, StudyError), match="images"):
        explore(changed(study, networks=["slp"], final={"views": "shifts"}), out=tmp_path / "a")
    with pytest.raises((FitError, StudyError), match="images"):
        explore(changed(study, augmentation={"shift": 1.0}), out=tmp_path / "b")


def test_a_run_starts_from_another_one_of_its_kind(kind, run, study, tmp_path):
    """It reads the new samples with that Run's columns or words."""
    file = {"rows": write_people, "texts": write_reviews}[kind](tmp_path / "new.csv", 120, seed=5)
    asked = changed(
        study,
        data={"source": str(file)},
        networks=["regularised"],
        training={"epochs": 1},
        transfer={"run": str(run.path), "examples": [10], "repeats": 2, "epochs": 1},
    )
    moved = explore(asked, out=tmp_path / "moved")
    assert moved.preprocessing == run.preprocessing
    assert moved.source["shape"] is None
    assert [amount["examples"] for amount in moved.transfer] == [10, None]


def test_a_run_does_not_start_from_one_of_another_kind(rows_study, texts_run, tmp_path):
    asked = changed(rows_study, transfer={"run": str(texts_run.path)}, networks=["regularised"])
    with pytest.raises(RunError, match="no rows can start from it, because its network reads text"):
        explore(asked, out=tmp_path / "run")


def test_a_table_without_the_columns_of_the_other_run_is_refused(rows_study, rows_run, tmp_path):
    file = tmp_path / "other.csv"
    pl.read_csv(write_people(file, 120, seed=5)).drop("age").write_csv(file)
    asked = changed(
        rows_study,
        data={"source": str(file)},
        networks=["regularised"],
        transfer={"run": str(rows_run.path)},
    )
    with pytest.raises(DataError, match="found no 'age'"):
        explore(asked, out=tmp_path / "run")


def test_kinds_that_a_study_gives_are_looked_at_and_learned(rows_study, tmp_path):
    asked = changed(rows_study, columns={"kinds": {"age": "category"}}, networks=["slp"])
    run = explore(asked, out=tmp_path / "run")
    looked = {column["name"]: column for column in run.look["columns"]}
    learned = {column["name"]: column for column in run.preprocessing["columns"]}
    assert looked["age"]["given"]
    assert looked["age"]["kind"] == learned["age"]["kind"] == "category"
    assert learned["age"]["encoder"]["as"] == "categories"
    assert np.isfinite(run.summary["test"]["accuracy"])
