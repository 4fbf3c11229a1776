"""The most confident mistakes among rows and texts, on the page of a real Run."""

import pytest

from denselab.report import misread
from denselab.report.facts import gather
from tests.examples import HOSTILE


@pytest.mark.parametrize("kind", ["rows_run", "texts_run"])
def test_every_mistake_is_told_with_its_sample(kind, request):
    run = request.getfixturevalue(kind)
    mistakes, told = run.evaluation["mistakes"], misread.told(gather(run), run.mistakes)
    assert [each.true for each in told] == [run.look["classes"][m["true"]] for m in mistakes]
    assert all(each.true != each.predicted for each in told)
    assert told, "labels that cannot be told are mistaken"
    for each in told:
        assert HOSTILE not in each.shows
        assert "&lt;script&gt;" in each.shows


def test_a_row_is_told_cell_by_cell_and_a_missing_one_as_a_dash(rows_run):
    facts = gather(rows_run)
    rows = [{"age": None, "a<b": "1 & 2"} for _ in facts.evaluation["mistakes"]]
    told = misread.told(facts, {"rows": rows})
    assert told[0].shows == "<b>age</b> –, <b>a&lt;b</b> 1 &amp; 2"
