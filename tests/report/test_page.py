"""The page as a document: complete, escaped, self-contained, with a place for everything."""

import base64
import io
import re
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pytest
from PIL import Image

from denselab import report
from denselab.report.pictures import tiles
from denselab.report.words import NARROW
from denselab.runs import Run, RunWriter
from denselab.study import Study
from tests.report import runs
from tests.report.conftest import HOSTILE


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
        if "style" not in self.open:
            self.text += data.replace(NARROW, " ")

    def all(self, *kinds: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.tags if tag in kinds]


def written(run) -> Document:
    return Document(report.write(run).read_text(encoding="utf-8"))


def test_the_page_asks_nothing_of_a_network(run):
    page = written(run)
    addresses = [a.get("src") or a.get("href") for a in page.all("img", "image", "link", "a")]
    assert all(address.startswith(("data:", "#")) for address in addresses)
    assert not page.all("script", "iframe", "object")
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
        *("classes", "calibration", "test", "reproduce"),
    ]


def test_every_picture_says_what_it_shows(run):
    page = written(run)
    assert all(image.get("alt") for image in page.all("img"))
    assert all(svg.get("role") == "img" for svg in page.all("svg"))


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
    run = runs.finished(tmp_path, *runs.blobs(2, 60, (8, 8)), classes)
    page = written(run)
    assert not page.all("script")
    assert HOSTILE in page.text
    for file in (tmp_path / "figures").iterdir():
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


def test_the_command_and_the_study_are_there_to_repeat_it(finished):
    study = Study(seed=3, data={"source": "my digits"}, training={"epochs": 5})
    text = written(replace(finished, study=study)).text
    assert "denselab explore 'my digits' --seed 3 --epochs 5" in text
    assert study.to_toml() in text


def test_a_run_read_from_its_folder_gives_the_same_page(finished, tmp_path):
    stored = stored_run(finished, tmp_path / "run")
    page = report.write(stored).read_text(encoding="utf-8")
    assert page == report.write(finished).read_text(encoding="utf-8")
    assert not list(stored.path.rglob(".*"))  # no temporary file is left


def stored_run(run: runs.FolderRun, path) -> Run:
    writer = RunWriter.begin(run.study, path)
    for model, history in run.histories.items():
        lines = writer.history(model)
        for epoch in range(len(history["loss"])):
            lines.add(epoch + 1, {metric: values[epoch] for metric, values in history.items()})
    writer.arrays("evidence/samples.npz", run.pictures)
    writer.arrays("evidence/mistakes.npz", {"images": run.mistakes})
    for name in ("look", "networks", "evaluation"):
        writer.json(f"evidence/{name}.json", getattr(run, name))
    writer.json("summary.json", run.summary)
    return Run(path)


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
