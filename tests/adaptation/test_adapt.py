"""From a Run and corrections to a new Run, whose figures others would measure, too."""

import hashlib
import io
import json

import numpy as np
import pytest

import denselab
from denselab.adaptation import cross_validation
from denselab.browser import Layer, pack
from denselab.corrections import keep_correction
from denselab.data import parts_of
from denselab.data.samples import digests
from denselab.errors import DataError, ForgettingError, RunError, StudyError
from denselab.evaluation import mcnemar, wilson
from denselab.exploration.source import Source
from denselab.files import TEMPORARY
from denselab.nets import dense_layers, digest, load_network
from denselab.observer import Silent
from denselab.prediction import Predictor
from denselab.recognise import Reader
from denselab.runs import Run, is_finished, list_runs
from denselab.study import AdaptationSettings, Study
from denselab.terminal.console import console
from denselab.terminal.run_table import run_table
from tests.adaptation.conftest import QUICK, corrected


def contents(path):
    """Every file of a folder by the hash of its bytes."""
    return {
        file.relative_to(path).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in path.rglob("*")
        if file.is_file()
    }


def right(run, images, labels):
    return Predictor(run).probabilities(images).argmax(axis=1) == labels


class Heard(Silent):
    def __init__(self):
        self.notes, self.stages = [], []

    def note(self, text):
        self.notes.append(text)

    def stage(self, name, number, total):
        self.stages.append((number, total))


def test_the_old_run_stays_as_it_is_and_equal_corrections_give_equal_networks(
    origin, adapted, tmp_path
):
    before = contents(origin.path)
    again = denselab.adapt(str(origin.path), QUICK, out=tmp_path / "again")
    assert contents(origin.path) == before
    networks = [load_network(run.path / "model" / "network.keras") for run in (adapted, again)]
    assert digest(networks[0]) == digest(networks[1])
    assert adapted.adaptation == again.adaptation


def test_its_report_is_drawn_on_with_the_new_network(adapted):
    layers = dense_layers(load_network(adapted.path / "model" / "network.keras"))
    told = [Layer(*layer.get_weights(), layer.activation.__name__) for layer in layers]
    assert adapted.browser == pack(told, adapted.preprocessing["scale"], adapted.look["classes"])
    assert adapted.browser["layers"][0]["kernel"] in (adapted.path / "report.html").read_text()


def test_the_validation_figures_are_those_of_both_predictors(origin, adapted):
    splits = parts_of(origin.study)
    old, new = (right(run, splits.x_validation, splits.y_validation) for run in (origin, adapted))
    told = adapted.adaptation["validation"]
    assert (told["before"]["correct"], told["after"]["correct"]) == (old.sum(), new.sum())
    assert (told["after"]["low"], told["after"]["high"]) == wilson(int(new.sum()), len(new))
    assert told["change"] == vars(mcnemar(new, old))
    model = adapted.summary["models"][0]
    assert model["validation"]["correct"] == new.sum()


def test_the_corrections_before_are_those_of_the_old_predictor(origin, adapted, hand):
    told, kept = adapted.adaptation["corrections"], adapted.corrections
    assert told["before"]["correct"] == right(origin, *hand).sum() < len(hand[1])
    assert {x.tobytes() for x in kept["images"]} == {x.tobytes() for x in hand[0]}
    assert told["after"]["correct"] == (kept["after"] == kept["labels"]).sum()
    assert (told["after"]["n"], told["folds"], told["earlier"]) == (30, 5, 0)


def test_no_correction_is_judged_by_a_network_that_learned_it(origin, monkeypatch, tmp_path):
    learned = []
    real = cross_validation.learn

    def learn(settings, arrays, **others):
        learned.append({row.tobytes() for row in arrays.x_train})
        return real(settings, arrays, **others)

    judged = []
    rehearsal = cross_validation.Rehearsal
    say = rehearsal.said

    def said(self, network, images):
        if learned:
            judged.append({image.tobytes() for image in images})
        return say(self, network, images)

    monkeypatch.setattr(cross_validation, "learn", learn)
    monkeypatch.setattr(rehearsal, "said", said)
    denselab.adapt(origin, AdaptationSettings(epochs=1, tolerance=100), out=tmp_path / "new")
    folds = judged[:5]  # the validation part is read afterwards
    everything = set().union(*folds)
    assert len(learned) == 5
    assert len(everything) == sum(map(len, folds)) == 30
    for seen, held in zip(learned, folds, strict=True):
        assert seen.isdisjoint(held)
        assert everything - held <= seen


def test_the_new_run_is_one_like_any_other(adapted):
    assert is_finished(adapted.path)
    assert not list(adapted.path.parent.glob(f"{TEMPORARY}*"))
    Reader(Predictor(adapted))
    assert "not tested" in repr(adapted)
    terminal = console(io.StringIO())
    terminal.print(run_table([adapted.path], 500))
    assert "not tested" in terminal.file.getvalue()


def test_the_test_part_stays_sealed_and_no_figure_is_claimed(origin, adapted):
    assert adapted.summary["test"]["accuracy"] is None
    assert adapted.summary["test"]["n"] == 0
    assert not (adapted.path / "evidence" / "evaluation.json").exists()
    tested = adapted.adaptation["tested"]
    assert (tested["run"], tested["accuracy"]) == (
        str(origin.path),
        origin.summary["test"]["accuracy"],
    )
    page = (adapted.path / "report.html").read_text(encoding="utf-8")
    assert "was not opened again" in page


def test_another_exploration_can_start_from_it_and_knows_what_it_learned(adapted, hand):
    source = Source.of(Study(transfer={"run": str(adapted.path)}, networks=["regularised"]))
    assert [layer["units"] for layer in source.hidden] == [32]
    assert np.isin(digests(hand[0]), source.digests["train"]).all()


def test_it_can_be_adapted_again_and_rehearses_what_it_has_learned(adapted, hand, tmp_path):
    further = np.roll(hand[0], 1, axis=1)
    second = corrected(adapted, tmp_path / "second", further[:8], hand[1][:8])
    keep_correction(second.path, hand[0][3], str(hand[1][3]))  # known already
    keep_correction(second.path, hand[0][4], "9")  # and this one is said to be another now
    third = denselab.adapt(second, QUICK, out=tmp_path / "third")
    kept = third.corrections
    assert [len(kept[name]) for name in ("images", "labels", "earlier", "earlier_labels")] == [
        9,
        9,
        29,
        29,
    ]
    assert hand[0][4].tobytes() not in {image.tobytes() for image in kept["earlier"]}
    assert third.adaptation["corrections"]["earlier"] == 29
    assert third.adaptation["model"] == "adapted"
    assert third.adaptation["tested"] == adapted.adaptation["tested"]
    rates = [run.summary["models"][0]["settings"]["learning_rate"] for run in (adapted, third)]
    assert rates[0] == rates[1], "the share of the rate is not taken of a share"


def test_corrections_of_one_class_are_learned_with_a_word(digits, hand, tmp_path):
    nines = np.concatenate([np.roll(hand[0][hand[1] == 9], by, axis=2) for by in (0, 1)])
    heard = Heard()
    run = corrected(digits, tmp_path / "nines", nines, np.full(len(nines), 9))
    denselab.adapt(
        run, AdaptationSettings(epochs=1, tolerance=100), out=tmp_path / "new", observer=heard
    )
    assert any("all corrections are of class 9" in note for note in heard.notes)
    assert heard.stages == [(number, 4) for number in range(1, 5)]


@pytest.mark.parametrize("n", [0, 4])
def test_fewer_than_a_handful_is_refused(digits, hand, tmp_path, n):
    run = corrected(digits, tmp_path / "few", hand[0][:n], hand[1][:n])
    with pytest.raises(RunError, match=rf"at least 5 corrections .* has {n}; make some"):
        denselab.adapt(run, out=tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_an_unknown_label_is_refused(digits, hand, tmp_path):
    run = corrected(digits, tmp_path / "odd", *hand)
    keep_correction(run.path, hand[0][0] // 2, "seven")
    with pytest.raises(DataError, match=r"classes 0, 1, .*, 9, found 'seven'"):
        denselab.adapt(run, out=tmp_path / "new")


def test_what_judges_the_network_is_not_learned(digits, mnist_5k_splits, tmp_path):
    images = mnist_5k_splits.x_validation[:9]
    run = corrected(digits, tmp_path / "judges", images, mnist_5k_splits.y_validation[:9])
    with pytest.raises(RunError, match="9 corrections are images of its validation or test"):
        denselab.adapt(run, out=tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_what_forgets_is_not_kept(digits, mnist_5k_splits, tmp_path):
    """Taught that every digit is a 3, a network does not read the others any more."""
    images = 255 - mnist_5k_splits.x_train[::64]
    rest = mnist_5k_splits.x_train[1::32]
    run = corrected(
        digits, tmp_path / "wrong", np.concatenate([images, rest]), np.full(len(images) + 100, 3)
    )
    greedy = AdaptationSettings(epochs=3, rate=1.0, share=0.9)
    with pytest.raises(ForgettingError, match=r"wrong: of 800 .* points fewer .* no chance"):
        denselab.adapt(run, greedy, out=tmp_path / "new")
    assert not (tmp_path / "new").exists()
    assert list_runs(tmp_path) == [tmp_path / "wrong"]


def test_it_is_kept_where_that_is_tolerated(digits, mnist_5k_splits, tmp_path):
    images = mnist_5k_splits.x_train[1::32]
    run = corrected(digits, tmp_path / "wrong", images, np.full(len(images), 3))
    greedy = AdaptationSettings(epochs=1, rate=1.0, share=0.9, tolerance=100)
    assert denselab.adapt(run, greedy, out=tmp_path / "new").adaptation["validation"]


def test_changed_data_are_refused(digits, hand, tmp_path):
    run = corrected(digits, tmp_path / "changed", *hand)
    look = run.look | {"digest": "0" * 64}
    (run.path / "evidence" / "look.json").write_text(json.dumps(look))
    with pytest.raises(RunError, match="its data have changed since it was made"):
        denselab.adapt(Run(run.path), out=tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_a_committee_is_refused(digits, hand, tmp_path):
    run = corrected(digits, tmp_path / "committee", *hand)
    study = Study(**{**run.study.model_dump(by_alias=True), "final": {"members": 2}})
    (run.path / "study.toml").write_text(study.to_toml())
    with pytest.raises(RunError, match=r"learned from the validation part.*final\.members"):
        denselab.adapt(Run(run.path), out=tmp_path / "new")


@pytest.mark.parametrize(("kind", "noun"), [("rows_run", "rows"), ("texts_run", "texts")])
def test_other_samples_than_images_are_refused(kind, noun, request, tmp_path):
    run = request.getfixturevalue(kind)
    with pytest.raises(RunError, match=f"only images can be corrected, .* reads {noun}"):
        denselab.adapt(run, out=tmp_path / "new")


def test_nothing_is_overwritten(origin, adapted, tmp_path):
    before = contents(adapted.path)
    with pytest.raises(RunError, match="exists, and nothing is overwritten"):
        denselab.adapt(origin, QUICK, out=adapted.path)
    assert contents(adapted.path) == before


def test_an_error_on_the_way_leaves_nothing(origin, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    class Ends(Silent):
        def stage(self, name, number, total):
            if number == 3:
                raise KeyboardInterrupt

    for out in (None, tmp_path / "here" / "new"):
        with pytest.raises(KeyboardInterrupt):
            denselab.adapt(origin, AdaptationSettings(epochs=1), out=out, observer=Ends())
    for folder in ("runs", "here"):
        assert not list((tmp_path / folder).iterdir())


@pytest.mark.parametrize(
    ("setting", "value"), [("epochs", 0), ("rate", 0.0), ("share", 1.0), ("tolerance", -1.0)]
)
def test_a_bad_setting_is_named(setting, value):
    with pytest.raises(StudyError, match=f"^{setting}: should be .*, got {value}"):
        AdaptationSettings(**{setting: value})
