"""RESULTS.md keeps one section a benchmark, and a benchmark touches only its own."""

import json

import pytest

from benchmarks import results


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(results, "RESULTS", tmp_path / "RESULTS.md")
    monkeypatch.setattr(results, "RAW", tmp_path / "results")
    return tmp_path


def test_a_second_run_replaces_its_own_section_only(folder):
    results.keep("speed", "Speed", "slow", {"processor": "A"}, {"seconds": [2.0]})
    results.keep("memory", "Memory", "large", {"processor": "A"}, {})
    results.keep("speed", "Speed", "fast", {"processor": "B"}, {"seconds": [1.0]})

    document = (folder / "RESULTS.md").read_text()
    assert document.startswith("# Results")
    assert "slow" not in document
    assert document.index("fast") < document.index("large")
    assert document.count("## Speed") == document.count("## Memory") == 1
    assert "- processor: B" in document


def test_raw_numbers_carry_the_machine_they_belong_to(folder):
    results.keep("speed", "Speed", "fast", {"processor": "A"}, {"seconds": [1.0]})

    raw = json.loads((folder / "results" / "speed.json").read_text())
    assert raw["machine"] == {"processor": "A"}
    assert raw["seconds"] == [1.0]


def test_a_section_may_contain_what_a_pattern_would_take_for_a_group():
    once = results.with_section("# Results", "speed", "1")
    assert r"\1 and \g<0>" in results.with_section(once, "speed", r"\1 and \g<0>")
