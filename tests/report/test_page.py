"""The page as a document: complete, escaped, self-contained, with a place for everything."""

import base64
import io
import re
import shlex
import sys
import types
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

from denselab import report
from denselab.cli import app
from denselab.report.pictures import tiles
from denselab.report.words import NARROW
from denselab.study import Study
from tests.examples import HOSTILE
from tests.report import runs


class Document(HTMLParser):
    """What the tests want to know of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data):
        if not {"style", "script"} & {*self.open}:
            self.text += data.replace(NARROW, " ")

    def all(self, *kinds: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.tags if tag in kinds]


def written(run) -> Document:
    return Document(report.write(run).read_text(encoding="utf-8"))


def test_the_page_asks_nothing_of_a_network(run):
    page = written(run)
    addresses = [a.get("src") or a.get("href") for a in page.all("img", "image", "link", "a")]
    assert all(address.startswith(("data:", "#")) for address in addresses)
    assert not page.all("iframe", "object")
    assert not any("src" in script for script in page.all("script"))
    policy = next(a for a in page.all("meta") if a.get("http-equiv"))
    assert "default-src 'none'" in policy["content"]


def test_every_link_of_the_contents_leads_to_a_section(run):
    page = written(run)
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert {a["href"].removeprefix("#") for a in page.all("a")} <= set(ids)


def test_every_section_is_in_the_contents(finished):
    page = written(finished)
    linked = [a["href"].removeprefix("#") for a in page.all("a")][1:]
    assert linked == [section["id"] for section in page.all("section")]
    assert linked == [
        *("data", "samples", "networks", "curves", "reading", "search", "confusion", "mistakes"),
        *("classes", "calibration", "test", "worth", "reproduce"),
    ]


def test_every_picture_says_what_it_shows(run):
    page = written(run)
    assert all(image.get("alt") for image in page.all("img"))
    for svg in page.all("svg"):  # the bars beside a column's figures tell nothing more than these
        assert svg.get("role") == "img" or svg.get("aria-hidden") == "true"


def test_every_figure_that_is_drawn_is_on_the_page_and_in_the_folder(finished):
    page = written(finished)
    on_page = {svg["aria-labelledby"].split()[0].removesuffix("-title") for svg in page.all("svg")}
    figures = report.figures(finished)
    galleries = {"samples", "sheet", "means", "mistakes"}  # set as pictures that flow
    assert on_page == figures.keys() - galleries
    files = {file.stem: file.read_text() for file in (finished.path / "figures").iterdir()}
    assert files == {name: figure.svg for name, figure in figures.items()}


def test_every_mistake_is_shown_with_truth_answer_and_sureness(finished):
    alts = [str(image["alt"]).replace(NARROW, " ") for image in written(finished).all("img")]
    told = [re.fullmatch(r"(\d), read as (\d) with ([\d.]+) % sureness", alt) for alt in alts]
    shown = [(int(m[1]), int(m[2]), float(m[3]) / 100) for m in told if m]
    expected = [
        (mistake["true"], mistake["predicted"], pytest.approx(mistake["probability"], abs=6e-4))
        for mistake in finished.evaluation["mistakes"]
    ]
    assert shown == expected


def test_names_of_classes_are_text_and_never_markup(tmp_path):
    classes = ("good", HOSTILE)
    run = runs.finished(*runs.blobs(2, 60, (8, 8)), classes).write(tmp_path / "run")
    page = written(run)
    assert not page.all("script")
    assert HOSTILE in page.text
    for file in (run.path / "figures").iterdir():
        assert "<script>" not in file.read_text()


def test_every_accuracy_of_a_network_carries_n_and_interval(finished):
    page = written(finished)
    n = finished.summary["data"]["n_validation"]
    for model in finished.summary["models"]:
        accuracy = f"{100 * model['validation_accuracy']:.1f} %"
        assert re.search(re.escape(accuracy) + rf"\s*\(?n = {n}, [\d.]+–[\d.]+", page.text)
    test = finished.evaluation
    assert f"Test accuracy {100 * test['accuracy']:.1f} %, n = {test['n']}" in page.text


def test_findings_are_told_with_their_evidence(finished):
    text = written(finished).text
    for finding in finished.summary["findings"]:
        assert finding["says"] in text
    assert "validation loss 0.0763" in text
    assert "validation accuracy 98.0 % (n = 150, 94.3–99.3)" in text


def test_a_finding_with_an_advice_shows_what_it_is_and_the_command_that_tries_it(finished):
    text = " ".join(written(finished).text.split())
    told = f"denselab explore --study {finished.path} --apply mlp.overfitting"
    assert f"To explore with network.widths = [256, 128]: {told}" in text
    assert text.count("--apply") == 1, "the other findings advise nothing"


@pytest.mark.parametrize(
    ("settings", "command"),
    [
        ({}, "denselab explore mnist-5k --seed 0"),
        (
            {"seed": 3, "data": {"source": "my digits"}, "training": {"epochs": 5}},
            "denselab explore 'my digits' --seed 3 --epochs 5",
        ),
        (
            {"data": {"source": "mnist", "validation": "stratified"}},
            "denselab explore mnist --seed 0 --validation stratified",
        ),
        (
            {"data": {"source": "people.csv", "target": "has pet", "test": "test.csv"}},
            "denselab explore people.csv --seed 0 --target 'has pet' --test test.csv",
        ),
        (
            {"data": {"source": "reviews.tsv", "target": "label", "text": "-"}},
            "denselab explore reviews.tsv --seed 0 --target label --text -",
        ),
        ({"data": {"source": "-odd"}}, "denselab explore --seed 0 -- -odd"),
        ({"network": {"widths": [8]}}, "denselab explore --study 'my runs/first/study.toml'"),
        ({"search": {"batch_size": [32]}}, "denselab explore --study 'my runs/first/study.toml'"),
    ],
)
def test_the_command_asks_for_the_same_study_again(draft, settings, command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run = replace(draft, study=Study(**settings)).write(Path("my runs/first"))
    text = written(run).text
    assert f"\n{command}\n" in text
    assert run.study.to_toml() in text
    assert asked(command) == run.study


def asked(command: str) -> Study:
    """The study that a command asks for."""
    room, studies = types.ModuleType("denselab.exploration"), []
    room.explore = lambda study, **_: studies.append(study) or types.SimpleNamespace(path="run")
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "denselab.exploration", room)
        CliRunner().invoke(app, shlex.split(command)[1:])
    return studies[0]


def test_the_lead_is_told_with_what_flatters_it(finished):
    text = written(finished).text
    assert "not corrected for several comparisons" in text
    assert "The network tuned was chosen on these very pictures" in text


def test_the_state_of_a_trial_is_told_where_it_is_not_complete(run):
    text = written(run).text
    states = [trial["state"] for trial in run.summary["search"]["trials"]]
    assert "complete" not in text
    assert ("diverged" in text) == ("diverged" in states)


def test_no_temporary_file_is_left(finished):
    before = set(finished.path.rglob("*"))
    report.write(finished)
    new = set(finished.path.rglob("*")) - before
    assert {file.suffix for file in new if file.is_file()} == {".html", ".svg"}
    assert not [file for file in new if file.name.startswith(".")]


@pytest.mark.parametrize("ground", ["black", "white"])
def test_pictures_are_shown_as_dark_ink_on_a_light_ground(ground):
    x, _ = runs.blobs(2, 60, (8, 8))  # bright spots on black
    shown = tiles(x if ground == "black" else 255 - x, [("",)] * 60, [""] * 60)
    picture = base64.b64decode(shown[0].source.removeprefix("data:image/png;base64,"))
    np.testing.assert_array_equal(np.asarray(Image.open(io.BytesIO(picture))), 255 - x[0])


def test_the_page_of_a_look_shows_the_data_alone():
    x, y = runs.blobs(10, 100, (28, 28))
    page = Document(report.look_page(runs.look_facts(x, y, runs.DIGITS), runs.pictures(x, y, 10)))
    assert [section["id"] for section in page.all("section")] == ["data", "samples"]
    assert len(page.all("img")) == 10 + 10 + 10
    assert "1 validation image also occurs in training." in page.text


def copies_of(x, y, classes):
    """Shifted by a pixel more each: (classes, 9, h, w)."""
    first = np.stack([x[y == c][0] for c in range(classes)])
    return np.stack([np.roll(first, shift, axis=2) for shift in range(9)], axis=1)


def strips_of(page):
    """The pictures that say that they show copies, as arrays, dark ink on light ground."""
    found = [i for i in page.all("img") if "distorted copies" in str(i["alt"])]
    sources = [str(i["src"]).removeprefix("data:image/png;base64,") for i in found]
    return [np.asarray(Image.open(io.BytesIO(base64.b64decode(source)))) for source in sources]


def test_distorted_copies_are_shown_in_a_look_and_in_a_report(draft, tmp_path):
    x, y = runs.blobs(10, 100, (28, 28))
    copies = copies_of(x, y, 10)
    look = report.look_page(runs.look_facts(x, y, runs.DIGITS), runs.pictures(x, y, 10), copies)
    run = replace(draft, augmented=copies).write(tmp_path / "run")
    for page in (Document(look), written(run)):
        for strip, images in zip(strips_of(page), copies, strict=True):
            np.testing.assert_array_equal(strip, 255 - np.concatenate(images, axis=1))
    assert (run.path / "figures" / "augmented.svg").is_file()


def test_where_nothing_was_distorted_no_copies_are_shown(finished):
    assert not strips_of(written(finished))
    assert "augmented" not in report.figures(finished)
