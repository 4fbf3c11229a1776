"""From digits 0 to 4 to digits 5 to 9, of half the size."""

import json
import shutil
import signal
import subprocess
import sys
import time

import numpy as np
import pytest

from denselab import data
from denselab.backend import keras
from denselab.errors import RunError, StudyError
from denselab.exploration import explore
from denselab.exploration.source import Source
from denselab.exploration.transfer import part
from denselab.nets import digest
from denselab.observer import Silent
from denselab.prep import Pixels
from denselab.prep.encoding import Scaled
from denselab.runs import Run, read_history
from denselab.study import Study
from denselab.training import Arrays

TINY = {"epochs": 4, "patience": 2, "precision": "float32"}


@pytest.fixture(scope="module")
def halves(mnist_5k, tmp_path_factory):
    """Two data sets: 0 to 4 as they are, 5 to 9 shrunk to 14 × 14 pixels."""
    folder, x, y = tmp_path_factory.mktemp("halves"), mnist_5k.x_train, mnist_5k.y_train
    low = y < 5
    np.savez(folder / "low.npz", x=x[low][::3], y=y[low][::3])
    np.savez(folder / "high.npz", x=x[~low][::3, ::2, ::2], y=y[~low][::3])
    return folder


@pytest.fixture(scope="module")
def origin(halves):
    study = Study(
        data={"source": str(halves / "low.npz")},
        networks=["mlp"],
        network={"widths": [24, 16], "activation": "tanh"},
        training=TINY,
    )
    return explore(study, out=halves / "origin")


def moved(halves, **transfer) -> Study:
    return Study(
        data={"source": str(halves / "high.npz")},
        networks=["slp", "regularised"],
        training=TINY,
        transfer={"run": str(halves / "origin"), "examples": [8], "repeats": 2} | transfer,
    )


class Epochs(Silent):
    """Remembers what was told of each network."""

    def __init__(self):
        self.of = {}

    def epoch(self, model, epoch, epochs, logs, seconds):
        self.of.setdefault(model, []).append((epoch, epochs))


@pytest.fixture(scope="module")
def epochs():
    return Epochs()


@pytest.fixture(scope="module")
def run(halves, origin, epochs):
    return explore(moved(halves), out=halves / "moved", observer=epochs)


def test_what_the_other_network_learned_from_may_not_judge_the_new_one(origin, halves, tmp_path):
    """Another seed divides the same data otherwise: most of its test part would be known."""
    study = moved(halves).model_dump(exclude_unset=True)
    study |= {"data": {"source": str(halves / "low.npz")}, "seed": 5}
    with pytest.raises(RunError, match=r"of the [\d,]+ \w+ samples .* learned from.*--seed 0"):
        explore(Study(**study), out=tmp_path / "run")
    same = Study(**study | {"seed": 0})
    Source.of(same).check_unseen(data.split(data.load(halves / "low.npz"), seed=0))


def test_what_it_learned_through_another_run_may_not_judge_either(run, halves, tmp_path):
    """From 0 to 4 to 5 to 9, and back to 0 to 4, otherwise divided."""
    shutil.copytree(run.path, tmp_path / "moved")
    summary = run.summary | {"test": run.summary["test"] | {"model": "regularised"}}
    (tmp_path / "moved" / "summary.json").write_text(json.dumps(summary))
    source = Source.of(moved(halves, run=str(tmp_path / "moved")))
    low = data.load(halves / "low.npz")
    source.check_unseen(data.split(low, seed=0))
    with pytest.raises(RunError, match=r"of the [\d,]+ \w+ samples .* learned from"):
        source.check_unseen(data.split(low, seed=5))


def test_widths_and_activation_are_the_other_runs(run):
    by_name = {model["name"]: model["settings"] for model in run.summary["models"]}
    assert by_name["regularised"]["widths"] == [24, 16]
    assert by_name["regularised"]["activation"] == "tanh"
    assert run.study.network.widths == (24, 16)
    assert by_name["slp"]["start"] is None, "yardsticks are trained from scratch"


def test_images_are_brought_to_the_size_that_the_other_network_reads(run, halves):
    """The saved parts alone read the images as they came."""
    pixels = Pixels.from_json(run.preprocessing)
    assert (pixels.input_shape_, pixels.shape_) == ((14, 14), (28, 28))
    file = run.path / "models" / "regularised" / "network.keras"
    network = keras.models.load_model(file, compile=False)
    assert network.output_shape == (None, 5)
    with np.load(halves / "high.npz") as arrays:
        assert pixels.transform(arrays["x"]).shape == (len(arrays["y"]), 784)
    splits = data.split(data.load(halves / "high.npz"))
    said = network.predict(pixels.transform(splits.x_validation), verbose=0).argmax(axis=1)
    right = (said == splits.y_validation).mean()
    assert right == pytest.approx(run.summary["models"][-1]["validation_accuracy"])


def test_the_source_is_remembered_with_its_hash(run, origin):
    network = keras.models.load_model(origin.path / "model" / "network.keras", compile=False)
    start = run.summary["models"][-1]["settings"]["start"]
    assert run.source["sha256"] == start["network"] == digest(network)
    assert (run.source["data"], run.source["frozen"], run.source["head"]) == ("low", 2, False)


def test_frozen_layers_stay_as_they_were_to_the_bit(halves, origin, tmp_path):
    study = moved(halves, epochs=4)  # the first phase is all there is
    run = explore(study, out=tmp_path / "frozen")
    file = run.path / "models" / "regularised" / "network.keras"
    mine = keras.models.load_model(file, compile=False).get_weights()
    theirs = keras.models.load_model(origin.path / "model" / "network.keras").get_weights()
    assert all(np.array_equal(a, b) for a, b in zip(mine[:4], theirs[:4], strict=True))
    rates = read_history(run.path / "history" / "regularised.jsonl")["learning_rate"]
    assert rates == pytest.approx([1e-3] * len(rates))


def test_both_beginnings_are_compared_at_each_amount(run):
    few, everything = run.transfer
    assert (few["examples"], few["n_train"], everything["examples"]) == (8, 40, None)
    assert everything["n_train"] == run.summary["data"]["n_train"]
    for amount in run.transfer:
        assert amount["n"] == run.summary["data"]["n_validation"]
        scratch, transfer, gain = amount["scratch"], amount["transfer"], amount["gain"]
        for score in (scratch, transfer):
            assert 0 <= score["low"] <= score["accuracy"] <= score["high"] <= 1
        difference = transfer["accuracy"] - scratch["accuracy"]
        assert gain["difference"] == pytest.approx(difference)
        assert gain["low"] <= difference <= gain["high"]


def test_the_epochs_of_repeats_are_counted_through(run, epochs):
    for examples in ("8 a class", "all examples"):
        for name in ("scratch", "transfer"):
            told = epochs.of[f"{name}, {examples}"]
            assert told == [(number, 8) for number in range(1, len(told) + 1)]
            assert 4 <= len(told) <= 8


def test_the_report_tells_what_was_gained(run):
    page = (run.path / "report.html").read_text(encoding="utf-8")
    assert '<section id="transfer">' in page
    assert (run.path / "figures" / "transfer.svg").is_file()


def test_the_head_is_taken_over_where_the_classes_are_the_same(halves, origin):
    study = moved(halves)
    source = Source.of(study)
    same, other = source.start(tuple("01234")), source.start(tuple("56789"))
    assert (same.head, other.head) == (True, False)
    assert len(source.weights(same)) == len(source.weights(other)) + 2 == 6


def comparable(run):
    summary = {**run.summary, "created": 0, "seconds": 0}
    summary["models"] = [{**model, "seconds": 0} for model in summary["models"]]
    summary["yardsticks"] = [{**one, "seconds": 0} for one in run.summary["yardsticks"]]
    return json.dumps([summary, run.source, run.transfer], sort_keys=True)


def test_a_killed_exploration_is_continued_to_the_same_end(run, halves, tmp_path):
    """Killed after the first amount was compared, which is not compared again."""
    out, study = tmp_path / "killed", tmp_path / "study.toml"
    study.write_text(
        moved(halves)
        .to_toml()
        .replace("widths = [512, 256]\n", "")
        .replace('activation = "relu"\n', "")
    )
    command = ["explore", "--study", str(study), "--out", str(out)]
    code = "from denselab.cli import main; main()"
    process = subprocess.Popen([sys.executable, "-c", code, *command], stderr=subprocess.PIPE)
    measured = out / "evidence" / "transfer.json"
    until = time.monotonic() + 200
    while not measured.is_file() and time.monotonic() < until:
        assert process.poll() is None, process.stderr.read().decode()
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=60)
    before = json.loads(measured.read_text())
    assert [amount["examples"] for amount in before] == [8]
    assert comparable(explore(resume=out)) == comparable(run)


def test_another_source_network_is_refused_on_resuming(run, origin, halves, tmp_path):
    out = tmp_path / "again"
    shutil.copytree(run.path, out)
    (out / "report.html").unlink()
    source = json.loads((out / "evidence" / "source.json").read_text())
    (out / "evidence" / "source.json").write_text(json.dumps(source | {"sha256": "0" * 64}))
    with pytest.raises(RunError, match=r"the network of .*origin has changed since"):
        explore(resume=out)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"network": {"widths": [32]}}, "network.widths: should be left out, or .* 24,16, got 32"),
        ({"network": {"activation": "relu"}}, "network.activation: .* is tanh, got relu"),
        ({"transfer": {"freeze": 3}}, "transfer.freeze: should be at most 2, .*got 3"),
        ({"network": {"widths": [24, 16], "dropout": [0.1, 0.2], "activation": "selu"}}, "tanh"),
    ],
)
def test_a_study_that_does_not_fit_is_refused(halves, origin, tmp_path, changes, words):
    asked = moved(halves).model_dump(by_alias=True, exclude_unset=True)
    asked |= {"transfer": asked["transfer"] | changes.pop("transfer", {})} | changes
    with pytest.raises(StudyError, match=words):
        explore(Study(**asked), out=tmp_path / "refused")
    assert not (tmp_path / "refused").exists()


def test_a_run_without_hidden_layers_is_no_source(halves, origin, tmp_path):
    shutil.copytree(origin.path, tmp_path / "flat")
    summary = origin.summary | {"test": origin.summary["test"] | {"model": "slp"}}
    (tmp_path / "flat" / "summary.json").write_text(json.dumps(summary))
    networks = {"slp": [layer for layer in origin.networks["mlp"] if layer["name"] == "output"]}
    (tmp_path / "flat" / "evidence" / "networks.json").write_text(json.dumps(networks))
    for path, words in [("flat", "has no hidden layers"), ("nowhere", "is not a Run")]:
        with pytest.raises(RunError, match=words):
            explore(moved(halves, run=str(tmp_path / path)), out=tmp_path / "refused")


def test_a_run_that_reads_no_images_is_no_source(halves, origin, tmp_path):
    shutil.copytree(origin.path, tmp_path / "words")
    file = tmp_path / "words" / "model" / "preprocessing.json"
    file.write_text(json.dumps({"kind": "words"}))
    with pytest.raises(RunError, match=r"no images can start from it .*'words'"):
        explore(moved(halves, run=str(tmp_path / "words")), out=tmp_path / "refused")


def test_a_run_that_does_not_tell_which_images_it_knows_is_no_source(halves, origin, tmp_path):
    """As Runs of the first version do not."""
    shutil.copytree(origin.path, tmp_path / "old")
    (tmp_path / "old" / "evidence" / "digests.npz").unlink()
    with pytest.raises(RunError, match=r"old: it has no evidence/digests\.npz, .* train it anew"):
        explore(moved(halves, run=str(tmp_path / "old")), out=tmp_path / "refused")
    assert not (tmp_path / "refused").exists()


@pytest.mark.parametrize("damage", ["missing", "cut off", "a flipped bit"])
def test_a_run_whose_network_is_damaged_is_no_source(halves, origin, tmp_path, damage):
    shutil.copytree(origin.path, tmp_path / "damaged")
    file = tmp_path / "damaged" / "models" / "mlp" / "network.keras"
    whole = bytearray(file.read_bytes())
    if damage == "missing":
        file.unlink()
    else:
        whole[len(whole) // 2] ^= 1
        file.write_bytes(whole[: 1000 if damage == "cut off" else len(whole)])
    source = Source.of(moved(halves, run=str(tmp_path / "damaged")))
    with pytest.raises(RunError, match=r"network\.keras: cannot be read"):
        source.start(tuple("01234"))


def test_a_smaller_part_is_within_a_larger_one():
    x = np.arange(90, dtype=np.uint8)[:, None]
    y = np.repeat(np.arange(3), [50, 35, 5]).astype(np.int32)
    arrays = Arrays(x, y, x, y, encoding=Scaled(1.0), classes=tuple("abc"))
    small, large = part(arrays, 4, seed=1), part(arrays, 20, seed=1)
    assert np.bincount(small.y_train).tolist() == [4, 4, 4]
    assert np.bincount(large.y_train).tolist() == [20, 20, 5]
    assert set(small.x_train.ravel()) < set(large.x_train.ravel())
    assert set(part(arrays, 4, seed=2).x_train.ravel()) != set(small.x_train.ravel())
    np.testing.assert_array_equal(y[small.x_train[:, 0]], small.y_train)
    assert part(arrays, None, seed=1) is arrays


def test_an_old_run_has_no_transfer(small_run):
    assert (Run(small_run.path).source, small_run.transfer) == (None, [])
