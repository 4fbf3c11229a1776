"""What the guides in docs/ say is what the code does."""

import inspect
import json
import re
import shutil
import tomllib
from pathlib import Path
from typing import get_args

import numpy as np
import pytest
import typer

import denselab
from denselab.browser import MOST_WEIGHTS
from denselab.cli import app
from denselab.corrections import keep_correction
from denselab.data import load
from denselab.observer import Silent
from denselab.recipes import names
from denselab.study import AdaptationSettings, ColumnKind, Further, Weighting

DOCS = Path(__file__).parents[1] / "docs"
TEXT = {file.name: file.read_text(encoding="utf-8") for file in sorted(DOCS.glob("*.md"))}
SMALL = denselab.Study(
    network={"widths": [16]},
    training={"epochs": 5, "patience": 2, "precision": "float32"},
    search={"learning_rate": [1e-3], "batch_size": [256]},
    augmentation={"shift": 1.0},
)
MODELS = r"(slp|mlp|regularised|tuned|adapted|trial-\d+)"
MEMBERS = r"(?<=member-)\d+"


class Stages(Silent):
    """Remembers the stages of an exploration."""

    def __init__(self):
        self.names = []

    def stage(self, name, number, total):
        self.names.append(name.partition(" for ")[0])


@pytest.fixture(scope="module")
def stages():
    """Those of the two Runs below."""
    return Stages(), Stages()


@pytest.fixture(scope="module")
def committee(tmp_path_factory, stages):
    """A Run that ends in a committee."""
    small = SMALL.model_dump(exclude_unset=True)
    study = denselab.Study(**small, networks=["mlp"], final={"members": 2, "views": "shifts"})
    out = tmp_path_factory.mktemp("runs") / "committee"
    return denselab.explore(study, out=out, observer=stages[0])


@pytest.fixture(scope="module")
def uneven(tmp_path_factory, mnist_5k):
    """A Run of two classes, of which curves are drawn."""
    rows = np.flatnonzero(mnist_5k.y_train < 2)[::4]
    folder = tmp_path_factory.mktemp("uneven")
    np.savez(folder / "two.npz", x=mnist_5k.x_train[rows], y=mnist_5k.y_train[rows])
    study = denselab.Study(
        data={"source": str(folder / "two.npz")},
        networks=["slp"],
        training={"epochs": 1, "precision": "float32"},
    )
    return denselab.explore(study, out=folder / "run")


@pytest.fixture(scope="module")
def run(committee, stages):
    """A Run that starts from it; the three have everything that a Run can have."""
    transfer = {"run": str(committee.path), "examples": [10], "repeats": 2}
    study = denselab.Study(**SMALL.model_dump(exclude_unset=True), transfer=transfer)
    return denselab.explore(study, out=committee.path.parent / "run", observer=stages[1])


@pytest.fixture(scope="module")
def adapted(run, mnist_5k):
    """What it becomes with a few corrections; the corrections lie in a copy of it."""
    origin = run.path.parent / "origin"
    shutil.copytree(run.path, origin)
    for image, label in zip(mnist_5k.x_train[:3000:500], mnist_5k.y_train[:3000:500], strict=True):
        keep_correction(origin, 255 - image, mnist_5k.classes[label])
    asked = AdaptationSettings(epochs=1, tolerance=100)
    return denselab.adapt(origin, asked, out=run.path.parent / "adapted")


def blocks(name: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", TEXT[name], re.MULTILINE | re.DOTALL)


def section(name: str, heading: str) -> str:
    """The text below a heading of the second level, up to the next one."""
    found = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", TEXT[name], re.M | re.S)
    assert found, f"{name} has no section {heading!r}"
    return found.group(1)


def rows(text: str) -> list[list[str]]:
    """The rows of the tables in a text, without their headings."""
    lines = re.findall(r"^\| (.*) \|$", re.sub(r"^\| .*\n\| ---.*$", "", text, flags=re.M), re.M)
    return [[cell.strip() for cell in line.split("|")] for line in lines]


def in_code_font(text: str) -> set[str]:
    return set(re.findall(r"`([^`\n]+)`", text))


@pytest.mark.parametrize("name", TEXT)
def test_links_lead_somewhere(name):
    for target in re.findall(r"\]\(([^)]+)\)", TEXT[name]):
        file, _, heading = target.partition("#")
        assert (DOCS / file).is_file(), target
        if heading:
            headings = re.findall(r"^## (.+)$", TEXT[file], re.M)
            assert heading in [h.lower().replace(" ", "-") for h in headings], target


# guide.md


def test_the_guide_names_every_setting_with_its_default():
    study = denselab.Study().model_dump(by_alias=True)
    told = {
        row[0].strip("`"): row[1].strip("`") for row in rows(section("guide.md", "Every setting"))
    }
    groups = {name: group for name, group in study.items() if isinstance(group, dict)}
    flat = {name: value for name, value in study.items() if name not in groups}
    flat |= {f"{g}.{name}": value for g, group in groups.items() for name, value in group.items()}
    meant = {
        name: None if text == "none" else tomllib.loads(f"it = {text}")["it"]
        for name, text in told.items()
    }
    assert meant == {n: list(v) if isinstance(v, tuple) else v for n, v in flat.items()}


def test_the_guide_names_every_option_of_every_command_and_no_other():
    told = section("guide.md", "Every command")
    parts = re.split(r"^`denselab (\w+) \[", told, flags=re.M)
    for name, text in zip(parts[1::2], parts[2::2], strict=True):
        options = {o for p in command(name).params for o in p.opts if o.startswith("--")}
        text = text.partition("`denselab --version`")[0]
        assert set(re.findall(r"`(--[\w-]+)`", text)) == options - {"--help"}
    assert set(parts[1::2]) == set(typer.main.get_command(app).commands)


def command(name: str):
    return typer.main.get_command(app).commands[name]


@pytest.mark.parametrize(
    "line", [line for block in blocks("guide.md", "sh") for line in block.splitlines()]
)
def test_a_command_of_the_guide_is_understood(line):
    program, name, *arguments = line.partition("#")[0].split()
    assert program == "denselab"
    command(name).make_context(name, arguments)


def test_the_studies_of_the_guide_are_valid():
    for block in blocks("guide.md", "toml"):
        assert denselab.Study(**tomllib.loads(block)) != denselab.Study()


def test_the_code_of_the_guide_uses_what_there_is():
    for block in blocks("guide.md", "python"):
        compile(block, "guide.md", "exec")
        assert set(re.findall(r"denselab\.(\w+)", block)) <= set(denselab.__all__)


def test_the_guide_tells_the_stages_in_their_order(run, stages):
    told = [row[0] for row in rows(section("guide.md", "The line of an exploration"))]
    for each in stages:
        assert [stage for stage in told if stage in each.names] == each.names
    assert set(told) == {name for each in stages for name in each.names}


def test_the_guide_explains_every_figure_and_no_other(
    run, committee, uneven, adapted, rows_run, texts_run
):
    figures = denselab.figures(run) | denselab.figures(committee) | denselab.figures(uneven)
    figures |= denselab.figures(adapted) | denselab.figures(rows_run) | denselab.figures(texts_run)
    drawn = {re.sub(MODELS, "NAME", name) for name in figures}
    headings = re.findall(r"^### (.+)$", section("guide.md", "Reading the figures"), re.M)
    assert {name for heading in headings for name in in_code_font(heading)} == drawn


def test_the_guide_explains_every_kind_of_finding():
    told = {row[0].strip("`") for row in rows(section("guide.md", "Reading the sentences"))}
    source = Path(denselab.__file__).parent / "diagnosis"
    code = "".join(file.read_text(encoding="utf-8") for file in source.glob("*.py"))
    assert told == set(re.findall(r'Finding\(\s*\w+\.model,\s*"(\w+)"', code))


def test_the_guide_explains_every_kind_of_warning():
    told = set().union(
        *(in_code_font(row[0]) for row in rows(section("guide.md", "Reading the warnings")))
    )
    source = Path(denselab.__file__).parent / "look"
    code = "".join(file.read_text(encoding="utf-8") for file in source.glob("*.py"))
    raised = re.findall(r'yield \(?\s*"(\w+)",', code)
    assert told == {*raised, *re.findall(r'^ +"(\w+)": "[A-Z]', code, re.M)}


@pytest.mark.parametrize(
    ("heading", "known"),
    [
        ("Tables", get_args(ColumnKind)),
        ("Sentences", get_args(Weighting)),
        ("Reading handwriting", get_args(Further)),
    ],
)
def test_the_guide_explains_every_value_that_is_a_kind_of_its_own(heading, known):
    assert {row[0].strip("`") for row in rows(section("guide.md", heading))} == {*known}


# recipes.md


def test_every_recipe_is_told_and_no_other():
    told = {row[0].strip("`") for row in rows(TEXT["recipes.md"].partition("\n## ")[0])}
    assert told == set(names())


def test_the_commands_on_recipes_are_understood():
    for block in blocks("recipes.md", "sh"):
        _, name, *arguments = block.split()
        command(name).make_context(name, arguments)


# run-folder.md


def test_every_file_of_a_run_is_told_and_no_other(run, committee, adapted, rows_run, texts_run):
    told = {
        name
        for row in rows(TEXT["run-folder.md"].partition("## ")[0])
        for name in in_code_font(row[0])
    }
    files = {
        file.relative_to(each.path).as_posix()
        for each in (run, committee, adapted, rows_run, texts_run)
        for file in each.path.rglob("*")
        if file.is_file()
    }
    files = {re.sub(r"figures/.*\.svg", "figures/*.svg", name) for name in files}
    files = {re.sub(MEMBERS, "N", name) for name in files}
    assert {re.sub(rf"(?<=/){MODELS}(?=[./])", "NAME", name) for name in files} == told


#: Objects whose keys depend on what was done, or on the names of columns and classes.
OPEN = ("evidence", "versions", "advice", "rows", "kinds")
BY_CLASS = ("per_class", "telling", "examples", "classes")


def fields(content) -> set[str]:
    """The names of all fields in a JSON document."""
    if isinstance(content, list):
        return set().union(*map(fields, content))
    if not isinstance(content, dict):
        return set()
    inside = (
        fields([*value.values()] if by_class(name, value) else value)
        for name, value in content.items()
        if name not in OPEN
    )
    return {name for name in content if not re.fullmatch(MODELS, name)}.union(*inside)


def by_class(name, value) -> bool:
    return name in BY_CLASS and isinstance(value, dict) and "auc" not in value


@pytest.mark.parametrize(
    ("heading", "file"),
    [
        ("summary.json", "summary.json"),
        ("history/NAME.jsonl", "history/tuned.jsonl"),
        ("model/", "model/preprocessing.json"),
        ("model/", "model/browser.json"),
        ("models/NAME/", "models/mlp/model.json"),
        ("evidence/look.json", "evidence/look.json"),
        ("evidence/source.json", "evidence/source.json"),
        ("evidence/transfer.json", "evidence/transfer.json"),
        ("evidence/networks.json", "evidence/networks.json"),
        ("evidence/evaluation.json", "evidence/evaluation.json"),
    ],
)
def test_every_field_is_told(run, heading, file):
    text = (run.path / file).read_text(encoding="utf-8")
    content = json.loads(text.splitlines()[0] if file.endswith("jsonl") else text)
    if file == "models/mlp/model.json":  # told where they stand first
        content = content | {"layers": [], "settings": {}, "loss_steps": {}}
    if file == "evidence/evaluation.json":
        content = content | {"yardsticks": []}
    assert fields(content) <= in_code_font(section("run-folder.md", heading))


def test_the_largest_network_for_a_browser_is_told():
    assert f"more than {MOST_WEIGHTS:,} weights" in section("run-folder.md", "model/")


def test_every_field_of_a_committee_and_of_two_classes_is_told(committee, uneven):
    told = in_code_font(section("run-folder.md", "evidence/evaluation.json"))
    yardsticks = in_code_font(section("run-folder.md", "summary.json"))  # told where they are first
    for each in (committee, uneven):
        assert fields(each.evaluation | {"yardsticks": []}) <= told
        assert fields(each.evaluation["yardsticks"]) <= yardsticks


@pytest.mark.parametrize(
    ("heading", "file"),
    [
        ("summary.json", "summary.json"),
        ("model/", "model/preprocessing.json"),
        ("evidence/look.json", "evidence/look.json"),
        ("evidence/mistakes.json", "evidence/mistakes.json"),
        ("evidence/words.json", "evidence/words.json"),
    ],
)
def test_every_field_of_rows_and_texts_is_told(rows_run, texts_run, heading, file):
    told = in_code_font(section("run-folder.md", heading))
    found = [each.path / file for each in (rows_run, texts_run) if (each.path / file).is_file()]
    assert found
    for each in found:
        assert fields(json.loads(each.read_text(encoding="utf-8"))) <= told


def test_every_field_and_array_of_an_adapted_run_is_told(adapted):
    told = in_code_font(section("run-folder.md", "summary.json"))  # where scores are told first
    assert fields(adapted.summary) <= told
    mine = in_code_font(section("run-folder.md", "evidence/adaptation.json"))
    assert fields(adapted.adaptation) <= mine | told
    assert {*adapted.corrections} <= in_code_font(
        section("run-folder.md", "evidence/corrections.npz")
    )


@pytest.mark.parametrize("name", ["digests", "samples", "augmented", "mistakes"])
def test_every_array_is_told(run, name):
    with np.load(run.path / "evidence" / f"{name}.npz") as arrays:
        assert set(arrays) <= in_code_font(section("run-folder.md", f"evidence/{name}.npz"))


@pytest.mark.parametrize("kind", ["run", "rows_run", "texts_run"])
def test_the_code_that_reads_a_run_runs(kind, request):
    run = request.getfixturevalue(kind)
    samples = load(run.study.data).x_train[np.arange(0, 200, 20)]
    names = {"path": run.path, "samples": samples}
    for block in blocks("run-folder.md", "python"):
        exec(compile(block, "run-folder.md", "exec"), names)
    assert len(names["answers"]) == len(samples)
    assert set(names["answers"]) <= set(run.look["classes"])


# fit.md


def test_the_page_on_fit_names_every_argument_with_its_default():
    arguments = inspect.signature(denselab.fit).parameters.values()
    told = {row[0].strip("`"): row[1].strip("`") for row in rows(section("fit.md", "Arguments"))}
    empty = inspect.Parameter.empty
    assert told == {a.name: "" if a.default is empty else json_like(a.default) for a in arguments}


def json_like(value: object) -> str:
    return json.dumps(value) if isinstance(value, str) else repr(value)


def test_the_code_on_fit_runs(capsys):
    names = {"__name__": "fit"}
    for block in blocks("fit.md", "python"):
        exec(compile(block, "fit.md", "exec"), names)
    assert "CountBatches.on_train_batch_end" in capsys.readouterr().out
