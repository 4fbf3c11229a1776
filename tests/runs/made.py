"""Runs without an exploration: just begun, or with a result."""

from denselab.runs import RunWriter
from denselab.study import Study

STUDY = Study(seed=3)


def begun(path):
    writer = RunWriter.begin(STUDY, path)
    writer.path.mkdir(parents=True, exist_ok=True)
    writer.start()
    return writer


def finish(writer):
    writer.json("summary.json", {"seed": 3})
    (writer.path / "report.html").write_text("<p>")
