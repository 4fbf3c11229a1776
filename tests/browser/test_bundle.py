"""Modules joined into one script."""

import re
from pathlib import Path

import pytest

import denselab
from denselab.browser import script

FOLDER = Path(denselab.__file__).parent / "browser"
MODULES = sorted(file.name for file in FOLDER.glob("*.js"))


def body(name: str) -> str:
    """A module without its imports, and without the word that exports."""
    text = (FOLDER / name).read_text(encoding="utf-8")
    return re.sub(r"^(import .*\n|export )", "", text, flags=re.MULTILINE)


@pytest.mark.parametrize("name", MODULES)
def test_a_module_comes_once_after_all_that_it_imports(name):
    joined = script(name, name)
    before, _, after = joined.partition(body(name))
    assert after == ""
    text = (FOLDER / name).read_text(encoding="utf-8")
    for imported in re.findall(r'^import .* from "\./(.*)";$', text, re.MULTILINE):
        assert before.count(body(imported)) == 1


def test_all_modules_together_are_a_script(open_modules):
    """No name is declared twice: Chromium would refuse it."""
    joined = script(*MODULES)
    assert not re.search(r"^\s*(import|export)\b", joined, re.MULTILINE)
    exported = {
        name: found[1]
        for name in MODULES
        if (found := re.search(r"^export \w+ (\w+)", (FOLDER / name).read_text(), re.MULTILINE))
    }
    assert [*exported] == MODULES
    browser = open_modules(exported)
    for name in exported.values():
        assert browser.execute_script("return typeof window[arguments[0]]", name) != "undefined"


def test_no_module_ends_the_script_element_that_holds_it():
    assert not re.search(r"</script|<!--", script(*MODULES), re.IGNORECASE)
