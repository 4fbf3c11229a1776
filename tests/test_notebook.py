"""The notebook runs from top to bottom, and is stored as it ran."""

import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

PATH = Path(__file__).parents[1] / "notebooks" / "exploring_digits.ipynb"
STORED = nbformat.read(PATH, as_version=4)
CODE = [cell for cell in STORED.cells if cell.cell_type == "code"]
TEXT = [cell for cell in STORED.cells if cell.cell_type == "markdown"]


def kinds(cell) -> set[str]:
    """The kinds of a cell's outputs, but for what a library has to say on standard error."""
    shown = [output for output in cell.outputs if output.get("name") != "stderr"]
    return {kind for output in shown for kind in output.get("data", {output.output_type: ""})}


@pytest.mark.timeout(600)
def test_every_cell_runs_and_shows_what_is_stored(tmp_path):
    executed = nbformat.read(PATH, as_version=4)
    for cell in executed.cells:
        if cell.cell_type == "code":
            cell.outputs = []
    where = {"metadata": {"path": str(tmp_path)}}
    NotebookClient(executed, timeout=400, kernel_name="python3", resources=where).execute()
    ran = [cell for cell in executed.cells if cell.cell_type == "code"]
    assert [kinds(cell) for cell in ran] == [kinds(cell) for cell in CODE]
    assert list(tmp_path.iterdir()) == []  # the Run went to a temporary folder


def test_it_is_stored_with_outputs_in_the_order_in_which_they_were_made():
    assert [cell.execution_count for cell in CODE] == list(range(1, len(CODE) + 1))
    defines_only = re.compile(r"(from|import) .*|", re.MULTILINE)
    for cell in CODE:
        if not all(defines_only.fullmatch(line) for line in cell.source.splitlines()):
            assert cell.outputs or "denselab.fit(" in cell.source, cell.source


def test_nothing_of_the_machine_it_ran_on_is_stored():
    outputs = [output for cell in CODE for output in cell.outputs]
    assert all(output.get("name") != "stderr" for output in outputs)
    assert not re.search(r"/(tmp|home|root|Users|work|var)/", PATH.read_text(encoding="utf-8"))
    assert not any(cell.metadata for cell in STORED.cells)


def test_no_measurement_is_typed_into_the_text():
    for cell in TEXT:
        assert not re.search(r"\d\s*(%|percent|seconds|epochs)", cell.source), cell.source
