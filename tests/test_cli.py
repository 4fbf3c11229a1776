import errno
import json
import os
import re
import shlex
import signal
import subprocess
import sys
import time
import tomllib
import types
import unicodedata
import warnings
from importlib.metadata import version
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from denselab.cli import app
from denselab.data import load, split
from denselab.errors import DataError, RunError
from denselab.look import look
from denselab.recipes import text
from denselab.study import ACTIVATIONS, OPTIMIZERS, Study
from tests.report.runs import blobs, finished

DENSELAB = [sys.executable, "-c", "from denselab.cli import main; main()"]
HEAVY = {"keras", "jax", "numpy", "scipy", "sklearn", "optuna", "PIL", "pydantic", "rich", "jinja2"}
SUMMARY = {"test": {"model": "mlp", "accuracy": 0.98}}


#: Where Python writes at once, nothing would tell of output that is lost at the end.
ENVIRONMENT = {name: v for name, v in os.environ.items() if name != "PYTHONUNBUFFERED"}


def denselab(*arguments, **options):
    given = {"capture_output": True, "env": ENVIRONMENT} | options
    return subprocess.run([*DENSELAB, *arguments], text=True, check=False, **given)


def invoke(*arguments):
    return CliRunner().invoke(app, [str(argument) for argument in arguments], prog_name="denselab")


@pytest.fixture
def explore(monkeypatch):
    """Puts a stand-in where the exploration is, which takes note of what it is called with."""
    calls = []

    def stand_in(study, *, out, resume, offline, observer):
        calls.append({"study": study, "out": out, "resume": resume, "offline": offline})
        observer.begin(Path("runs/first"))
        observer.stage("look at the data", 1, 10)
        for act in stand_in.acts:
            act()
        return types.SimpleNamespace(path=Path("runs/first"), summary=SUMMARY)

    stand_in.acts = []
    stand_in.calls = calls
    room = types.ModuleType("denselab.exploration")
    room.explore = stand_in
    monkeypatch.setitem(sys.modules, "denselab.exploration", room)
    return stand_in


@pytest.fixture
def advising_run(tmp_path, monkeypatch):
    """``runs/first``, a finished Run of mnist-5k with seed 7, in the working folder."""
    monkeypatch.chdir(tmp_path)
    draft = finished(*blobs(10, 60, (8, 8)))
    advice = {"overfitting": {"network.widths": [256, 128]}}
    advice["wobble"] = {"training.learning_rate": 5e-4}
    findings = [{"model": "mlp", "kind": kind, "advice": advice[kind]} for kind in advice]
    run = draft.with_summary(findings=findings).write(Path("runs/first"))
    (run.path / "report.html").touch()
    return run.path


def failing(error):
    def act():
        raise error

    return act


class TestHelp:
    def test_it_imports_nothing_that_takes_long(self):
        code = (
            "import sys; from denselab import cli\n"
            "try: cli.app(['--help'])\n"
            "except SystemExit: print(*{name.partition('.')[0] for name in sys.modules})"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
        assert done.returncode == 0
        assert "explore" in done.stdout
        assert HEAVY.isdisjoint(done.stdout.splitlines()[-1].split())

    def test_it_answers_in_under_half_a_second(self):
        def seconds():
            began = time.perf_counter()
            assert denselab("--help").returncode == 0
            return time.perf_counter() - began

        assert min(seconds() for _ in range(5)) < 0.5

    @pytest.mark.parametrize("command", ["explore", "look", "runs"])
    def test_every_command_explains_itself(self, command):
        done = invoke(command, "--help")
        assert done.exit_code == 0
        assert f"denselab {command}" in done.stdout

    def test_the_defaults_it_names_are_the_studys(self):
        said = " ".join(invoke("explore", "--help").stdout.split())
        study = Study()
        for option, default in {
            "--seed": study.seed,
            "--activation": study.network.activation,
            "--dropout": study.network.dropout,
            "--optimizer": study.training.optimizer,
            "--learning-rate": study.training.learning_rate,
            "--batch-size": study.training.batch_size,
            "--epochs": study.training.epochs,
            "--patience": study.training.patience,
            "--validation": study.data.validation,
            "--precision": study.training.precision,
        }.items():
            assert re.search(rf"{option} [^-]*\[default: {re.escape(str(default))}\]", said), option

    def test_the_version_is_the_packages(self):
        assert invoke("--version").stdout == f"denselab {version('denselab')}\n"


class TestExploreOptions:
    def test_without_any_the_study_is_the_notebooks(self, explore):
        done = invoke("explore")
        assert done.exit_code == 0
        assert explore.calls == [{"study": Study(), "out": None, "resume": None, "offline": False}]

    def test_every_option_reaches_the_study(self, explore):
        words = (
            "explore mnist --out here --seed 7 --validation stratified --widths 64,32 "
            "--activation tanh --dropout 0.25 --optimizer adam --learning-rate 3e-4 "
            "--batch-size 32 --epochs 5 --patience 2 --precision float32 --offline"
        )
        invoke(*words.split())
        assert explore.calls == [
            {
                "study": Study(
                    seed=7,
                    data={"source": "mnist", "validation": "stratified"},
                    network={"widths": (64, 32), "activation": "tanh", "dropout": 0.25},
                    training={
                        "optimizer": "adam",
                        "learning_rate": 3e-4,
                        "batch_size": 32,
                        "epochs": 5,
                        "patience": 2,
                        "precision": "float32",
                    },
                ),
                "out": Path("here"),
                "resume": None,
                "offline": True,
            }
        ]

    def test_a_run_to_start_from_is_part_of_the_study(self, explore):
        invoke("explore", "folder", "--from", "runs/first", "--freeze", 1)
        transfer = explore.calls[0]["study"].transfer
        assert (transfer.run, transfer.freeze) == ("runs/first", 1)

    def test_what_neither_option_nor_file_gives_counts_as_not_given(self, explore, tmp_path):
        """So that it can come from the Run that is started from."""
        file = tmp_path / "study.toml"
        file.write_text("[network]\ndropout = 0.2\n")
        invoke("explore", "--study", file, "--from", "runs/first")
        assert explore.calls[0]["study"].network.model_fields_set == {"dropout"}

    def test_a_shape_is_height_by_width(self, explore):
        invoke("explore", "folder", "--shape", "20x30")
        assert explore.calls[0]["study"].data.shape == (20, 30)

    def test_an_option_wins_over_the_study_file_and_that_over_the_default(self, explore, tmp_path):
        file = tmp_path / "study.toml"
        file.write_text(
            'seed = 3\n[data]\nsource = "mnist"\n[training]\nepochs = 9\npatience = 4\n'
        )
        invoke("explore", "--study", file, "--epochs", 2)
        assert explore.calls[0]["study"] == Study(
            seed=3, data={"source": "mnist"}, training={"epochs": 2, "patience": 4}
        )

    def test_an_option_wins_over_a_recipe_and_that_over_the_default(self, explore):
        invoke("explore", "fashion-mnist", "--recipe", "record", "--epochs", 2)
        study, recipe = explore.calls[0]["study"], Study(**tomllib.loads(text("record")))
        assert study.data.source == "fashion-mnist"
        assert study.training == recipe.training.model_copy(update={"epochs": 2})
        assert study.network == recipe.network

    def test_a_recipe_and_a_study_exclude_one_another(self, explore):
        done = invoke("explore", "--recipe", "record", "--study", "study.toml")
        assert (done.exit_code, explore.calls) == (2, [])
        assert "leave --study and --apply out" in done.stderr

    def test_any_setting_may_be_set_by_its_name(self, explore):
        words = (
            "--set regularisation.l2=1e-4 --set training.schedule=cosine --set seed=3 "
            "--set network.dropout=[0.5,0.2] --widths 8,4 --set augmentation.flip=true "
            "--set data.source=mnist "
            '--set networks=["slp","mlp"] --set search.schedule=["constant","cosine"]'
        )
        assert invoke("explore", *words.split()).exit_code == 0
        assert explore.calls[0]["study"] == Study(
            seed=3,
            networks=["slp", "mlp"],
            data={"source": "mnist"},
            network={"dropout": [0.5, 0.2], "widths": [8, 4]},
            regularisation={"l2": 1e-4},
            augmentation={"flip": True},
            training={"schedule": "cosine"},
            search={"schedule": ["constant", "cosine"]},
        )

    def test_a_setting_by_its_name_wins_over_its_option_and_the_study_file(self, explore, tmp_path):
        file = tmp_path / "study.toml"
        file.write_text("[training]\nepochs = 9\npatience = 4\n[search]\nl2 = [0.1]\n")
        words = ["--epochs", 2, "--set", "training.epochs=3", "--set", "search.l1=[0.2]"]
        invoke("explore", "--study", file, *words)
        assert explore.calls[0]["study"] == Study(
            training={"epochs": 3, "patience": 4}, search={"l1": [0.2], "l2": [0.1]}
        )

    @pytest.mark.parametrize(
        ("asked", "told"),
        [
            ("training.epochs", "should be NAME=VALUE"),
            ("", "should be NAME=VALUE"),
            ("=1", "should be NAME=VALUE"),
            ("training.=1", "should be NAME=VALUE"),
            ("a.b.c=1", "should be NAME=VALUE"),
            ("training=3", "training is a group"),
            ("training={epochs=3}", "training is a group"),
            ("seed.x=1", "seed is no group"),
            ("schema.x=1", "schema: should be 1"),
            ("networks.x=1", "networks: "),
            ("regularisation=3", "regularisation: .*dictionary.*got 3"),
            ("regularization.l2=1", "regularization is not a setting; known are .*regularisation"),
            ("regularisation.l3=1", "regularisation.l3 is not a setting; known are l1, l2"),
            ("regularisation.label_smoothing=1.0", "regularisation.label_smoothing: .*less than 1"),
            ("search.l2=1e-4", "search.l2: should be a list, got 0.0001"),
            ("networks=slp", "networks: should be a list, got 'slp'"),
            ("training.epochs=ten", "training.epochs: .*integer, got 'ten'"),
        ],
    )
    @pytest.mark.parametrize("with_file", [False, True])
    def test_a_setting_that_makes_no_sense_is_refused_in_one_line(
        self, explore, tmp_path, asked, told, with_file
    ):
        file = tmp_path / "study.toml"
        file.write_text(Study().to_toml())
        done = invoke("explore", *(["--study", file] if with_file else []), "--set", asked)
        assert (done.exit_code, explore.calls) == (2, [])
        assert re.fullmatch(f"denselab: error: .*{told}.*\n", done.stderr)

    def test_augment_distorts_as_suits_the_data(self, explore):
        invoke("explore", "--augment")
        assert explore.calls[0]["study"] == Study(augmentation={"preset": "auto"})

    def test_a_preset_by_its_name_wins_over_augment(self, explore):
        invoke("explore", "--augment", "--set", "augmentation.preset=images")
        assert explore.calls[0]["study"].augmentation.preset == "images"

    def test_the_study_of_a_run_is_taken_from_its_folder(self, explore, advising_run):
        invoke("explore", "--study", advising_run, "--epochs", 2)
        assert explore.calls[0]["study"] == Study(seed=7, training={"epochs": 2})

    @pytest.mark.parametrize("where", ["--study", "newest"])
    def test_an_advice_is_applied_and_options_win_over_it(self, explore, advising_run, where):
        study = ["--study", advising_run] if where == "--study" else []
        finding = ["--apply", "mlp.overfitting", "--apply", "mlp.wobble"]
        invoke("explore", *study, *finding, "--learning-rate", 0.01)
        assert explore.calls[0]["study"] == Study(
            seed=7, network={"widths": (256, 128)}, training={"learning_rate": 0.01}
        )

    @pytest.mark.parametrize(
        ("options", "told"),
        [
            (["mnist"], "there is no finished Run of mnist under runs/"),
            (["--study", "nowhere"], "nowhere is not a Run"),
            (["--study", "runs/first/study.toml"], "--apply needs the folder of a Run"),
            (["--resume", "runs/first"], "with its own study"),
            (["--apply", "mlp.gap"], "there is no finding mlp.gap; findings with an advice: mlp."),
        ],
    )
    def test_an_advice_that_is_not_there_is_told_in_one_line(
        self, explore, advising_run, options, told
    ):
        done = invoke("explore", "--apply", "mlp.overfitting", *options)
        assert (done.exit_code, explore.calls) == (2, [])
        assert told in done.stderr
        assert done.stderr.count("\n") == 1

    def test_a_run_is_resumed_with_its_own_study(self, explore):
        assert invoke("explore", "--resume", "runs/first").exit_code == 0
        assert explore.calls[0]["study"] is None
        assert explore.calls[0]["resume"] == Path("runs/first")

    @pytest.mark.parametrize(
        "setting",
        [
            ["--epochs", 3],
            ["--seed", 0],
            ["mnist"],
            ["--study", "study.toml"],
            ["--recipe", "record"],
            ["--augment"],
            ["--set", "training.epochs=3"],
        ],
    )
    def test_a_resumed_run_takes_no_other_settings(self, explore, setting):
        done = invoke("explore", "--resume", "runs/first", *setting)
        assert (done.exit_code, explore.calls) == (2, [])
        assert "own study" in done.stderr

    def test_a_resumed_run_stays_in_its_folder(self, explore):
        done = invoke("explore", "--resume", "runs/first", "--out", "runs/second")
        assert (done.exit_code, explore.calls) == (2, [])
        assert re.fullmatch("denselab: error: .*leave --out out\n", done.stderr)


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "--seed": st.integers(0, 2**63 - 1),
            "--activation": st.sampled_from(ACTIVATIONS),
            "--dropout": st.floats(0, 1, exclude_max=True),
            "--optimizer": st.sampled_from(OPTIMIZERS),
            "--learning-rate": st.floats(1e-9, 1),
            "--batch-size": st.integers(1, 10**6),
            "--epochs": st.integers(1, 10**6),
            "--patience": st.integers(0, 10**6),
        },
    )
)
def test_any_option_is_the_setting_of_its_name(options):
    room = types.ModuleType("denselab.exploration")
    asked = []
    room.explore = lambda study, **_: asked.append(study) or types.SimpleNamespace(path="run")
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "denselab.exploration", room)
        done = invoke("explore", *(word for option in options.items() for word in option))
    assert done.exit_code == 0
    study = asked[0]
    settings = {"seed": study.seed, **dict(study.network), **dict(study.training)}
    for option, value in options.items():
        assert settings.pop(option.removeprefix("--").replace("-", "_")) == value
    usual = {"seed": 0, **dict(Study().network), **dict(Study().training)}
    assert settings.items() <= usual.items()  # and no other setting is touched


class TestExploreOutput:
    def test_the_last_line_is_the_runs_path_and_progress_is_elsewhere(self, explore):
        done = invoke("explore")
        assert done.stdout == "runs/first\n"
        assert "[1/10] look at the data" in done.stderr

    def test_a_warning_is_one_calm_line(self, explore):
        explore.acts = [lambda: warnings.warn("mlp diverged\nin epoch 3", stacklevel=1)]
        done = invoke("explore")
        assert done.stderr.splitlines()[-1] == "  mlp diverged in epoch 3"
        assert __file__ not in done.stderr

    def test_quiet_prints_the_path_alone(self, explore):
        done = invoke("explore", "--quiet")
        assert (done.stdout, done.stderr) == ("runs/first\n", "")

    def test_json_prints_the_summary_in_the_line_before(self, explore):
        summary, path = invoke("explore", "--json").stdout.splitlines()
        assert json.loads(summary) == {"run": "runs/first", **SUMMARY}
        assert path == "runs/first"


class TestEndings:
    @pytest.mark.parametrize("error", [DataError("x.png: no image"), RunError("is finished")])
    def test_what_is_refused_is_told_in_one_line(self, explore, error):
        explore.acts = [failing(error)]
        done = invoke("explore", "--quiet")
        assert done.exit_code == 2
        assert done.stderr == f"denselab: error: {error}\n"
        assert done.stdout == ""

    def test_an_error_that_nobody_foresaw_says_how_to_see_more(self, explore):
        explore.acts = [failing(ZeroDivisionError("by zero\nindeed"))]
        done = invoke("explore", "--quiet")
        assert done.exit_code == 1
        assert done.stderr.count("\n") == 1
        assert "ZeroDivisionError: by zero" in done.stderr
        assert "--debug" in done.stderr
        assert "denselab explore --resume runs/first continues" in done.stderr

    @pytest.mark.parametrize(
        ("error", "told"),
        [
            (OSError(errno.ENOSPC, "No space left"), "No space left"),
            (PermissionError(errno.EACCES, "Not yours", "runs/x"), "runs/x: Not yours"),
        ],
    )
    def test_what_the_system_refuses_is_told_in_one_line(self, explore, error, told):
        explore.acts = [failing(error)]
        done = invoke("explore", "--quiet")
        assert done.exit_code == 2
        advice = "denselab explore --resume runs/first continues"
        assert done.stderr == f"denselab: error: {told}; {advice}\n"

    def test_no_message_can_command_the_terminal(self, explore):
        explore.acts = [failing(DataError("a\x1b[2Jb\nc.png: no image"))]
        assert invoke("explore", "--quiet").stderr == "denselab: error: a�[2Jb�c.png: no image\n"

    def test_a_folder_below_a_file_is_refused_in_one_line(self, tmp_path):
        (tmp_path / "file").write_text("")
        for words in (
            ["explore", "--out", tmp_path / "file" / "run"],
            ["look", "--html", tmp_path / "file" / "look.html"],
        ):
            done = invoke(*words)
            assert done.exit_code == 2
            assert re.fullmatch(r"denselab: error: .*file.*", done.stderr.splitlines()[-1])

    @pytest.mark.parametrize("error", [ZeroDivisionError("by zero"), DataError("no image")])
    def test_debug_lets_the_traceback_through(self, explore, error):
        explore.acts = [failing(error)]
        assert invoke("explore", "--debug").exception is error

    def test_an_interruption_says_how_to_resume(self, explore):
        explore.acts = [failing(KeyboardInterrupt)]
        done = invoke("explore", "--quiet")
        assert done.exit_code == 130
        assert done.stderr == (
            "denselab: interrupted; denselab explore --resume runs/first continues\n"
        )

    def test_an_interruption_before_there_is_a_run_promises_nothing(self, monkeypatch):
        monkeypatch.setattr(Study, "__init__", failing_init)
        done = invoke("explore")
        assert (done.exit_code, done.stderr) == (130, "denselab: interrupted\n")

    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            (["explore", "--epochs", "0"], "training.epochs"),
            (["explore", "--freeze", "1"], "transfer.freeze: should come with transfer.run"),
            (["explore", "--widths", "64,many"], "network.widths.1"),
            (["explore", "--activation", "rel"], "network.activation"),
            (["explore", "--study", "none.toml"], "none.toml"),
            (["look", "no-such-data"], "no-such-data"),
            (["look", "--shape", "28"], "data.shape"),
        ],
    )
    def test_a_bad_setting_is_refused_by_name(self, explore, arguments, words):
        done = invoke(*arguments)
        assert (done.exit_code, explore.calls, done.stdout) == (2, [], "")
        assert re.fullmatch(rf"denselab: error: .*{re.escape(words)}.*\n", done.stderr)

    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            (["--bogus"], "No such option: --bogus (denselab --help"),
            (["explore", "--epochs", "few"], "Invalid value for '--epochs'"),
            (["serve", "--port"], "Option '--port' requires an argument (denselab --help"),
            (["dance"], "No such command 'dance' (denselab --help"),
        ],
    )
    def test_a_command_that_makes_no_sense_is_a_refusal_too(self, arguments, words):
        done = denselab(*arguments)
        assert (done.returncode, done.stdout) == (2, "")
        assert re.fullmatch(rf"denselab: error: {re.escape(words)}.*\n", done.stderr)

    def test_nothing_asked_for_is_answered_with_what_there_is(self):
        done = denselab()
        assert (done.returncode, done.stderr) == (0, "")
        assert "explore  Go from raw data" in done.stdout

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is full here")
    @pytest.mark.parametrize("asked", [["--version"], ["recipes"]])
    def test_no_room_for_the_answer_is_told_in_one_line(self, asked):
        with Path("/dev/full").open("w") as full:
            done = denselab(*asked, capture_output=False, stdout=full, stderr=subprocess.PIPE)
        assert (done.returncode, done.stderr) == (2, "denselab: error: No space left on device\n")

    @pytest.mark.parametrize("asked", [["--version"], ["runs"], ["dance"]])
    def test_closed_streams_are_no_error(self, asked, tmp_path):
        command = shlex.join([*DENSELAB, *asked]) + " >&- 2>&-"
        done = subprocess.run(command, shell=True, env=ENVIRONMENT, cwd=tmp_path, check=False)
        assert done.returncode == (2 if asked == ["dance"] else 0)

    def test_a_reader_that_has_read_enough_is_no_error(self):
        reading, writing = os.pipe()
        os.close(reading)
        done = subprocess.run(
            [*DENSELAB, "look", "--json"], stdout=writing, stderr=subprocess.PIPE, check=False
        )
        os.close(writing)
        assert (done.returncode, done.stderr) == (1, b"")


def failing_init(self, /, **settings):
    raise KeyboardInterrupt


class TestLook:
    def test_it_prints_tables(self):
        done = invoke("look")
        assert done.exit_code == 0
        assert "3,200 samples" in done.stdout
        assert "▀" not in done.stdout  # nobody sees colours in a pipe

    def test_a_foreign_file_in_the_cache_is_one_calm_line(self, tmp_path, monkeypatch):
        monkeypatch.setenv("DENSELAB_DATA", str(tmp_path))
        monkeypatch.setattr("denselab.data.named.cache_folder", lambda name: tmp_path / "cache")
        (tmp_path / "mnist").mkdir()
        (tmp_path / "mnist" / "train-images-idx3-ubyte").write_bytes(b"no digits")
        warned, refused = invoke("look", "mnist", "--offline").stderr.splitlines()
        assert re.fullmatch(r"  .*train-images-idx3-ubyte: must .*; it is passed over", warned)
        assert refused.startswith("denselab: error: mnist: not on this machine")

    def test_json_is_what_the_look_found(self):
        done = invoke("look", "mnist-5k", "--seed", 3, "--json")
        assert json.loads(done.stdout) == look(split(load("mnist-5k"), seed=3)).to_json()

    def test_the_page_is_written_where_it_is_asked_for(self, tmp_path):
        page = tmp_path / "pages" / "look.html"
        assert invoke("look", "--html", page).exit_code == 0
        assert "<svg" in page.read_text(encoding="utf-8")

    def test_distorted_copies_are_shown_where_they_are_asked_for(self, tmp_path):
        page = tmp_path / "look.html"
        for option, there in (([], False), (["--augment"], True)):
            assert invoke("look", *option, "--html", page).exit_code == 0
            assert ("a sample of class 7 and 8 distorted copies" in page.read_text()) == there

    def test_only_who_asks_for_distorted_copies_waits_for_jax(self):
        code = (
            "import sys; from denselab import cli\n"
            "try: cli.app(sys.argv[1:])\n"
            "except SystemExit: print('keras' in sys.modules or 'jax' in sys.modules)"
        )
        for option, waited in (([], "False"), (["--augment"], "True")):
            command = [sys.executable, "-c", code, "look", "--json", *option]
            done = subprocess.run(command, capture_output=True, text=True)
            assert done.stdout.splitlines()[-1] == waited


class TestRuns:
    def test_none_are_no_error(self, tmp_path):
        done = invoke("runs", tmp_path)
        assert (done.exit_code, done.stdout) == (0, "")
        assert "no Runs in" in done.stderr

    def test_they_are_listed_the_newest_first(self, tmp_path):
        for age, name in enumerate(["young", "old"]):
            study = tmp_path / name / "study.toml"
            study.parent.mkdir()
            study.write_text(Study(seed=age).to_toml())
            os.utime(study, (1e9 - age, 1e9 - age))
        rows = invoke("runs", tmp_path).stdout.splitlines()
        assert [row.split()[0] for row in rows] == ["Run", "young", "old"]


SWALLOWED = """
import time
from denselab.cli.interruptions import heed_interruptions
heed_interruptions()
class Swallows:
    def __del__(self):
        raise {}
Swallows()
try:
    time.sleep(1)
    print("nothing came")
except KeyboardInterrupt:
    print("it came")
"""


def test_an_interruption_that_a_callback_swallows_comes_again():
    lost, other = (
        subprocess.run(
            [sys.executable, "-c", SWALLOWED.format(error)],
            capture_output=True,
            text=True,
            check=True,
        )
        for error in ("KeyboardInterrupt", "ValueError")
    )
    assert (lost.stdout, lost.stderr) == ("it came\n", "")
    assert other.stdout == "nothing came\n"
    assert "ValueError" in other.stderr


def test_an_exploration_that_is_interrupted_goes_on_and_ends(tmp_path):
    small = ["--epochs", "2", "--widths", "16", "--out", "small"]
    process = subprocess.Popen(
        [*DENSELAB, "explore", *small],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert any("train mlp" in line for line in process.stderr)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, "")
    advice = re.search(r"interrupted; denselab (.*) continues\n$", err)
    again = denselab(*advice[1].split(), cwd=tmp_path)
    assert again.returncode == 0
    run = tmp_path / again.stdout.splitlines()[-1]
    assert (run / "report.html").is_file()
    assert {c for c in again.stderr if unicodedata.category(c) == "Cc"} == {"\n"}
    listed = denselab("runs", ".", cwd=tmp_path).stdout
    assert listed.splitlines()[1].split()[:2] == ["small", "mnist-5k"]
