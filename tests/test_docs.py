"""What the documents say exists, exists."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOCUMENTS = ("README.md", "CONTRIBUTING.md")
TEXT = {name: (ROOT / name).read_text() for name in DOCUMENTS}
SHELL = "".join(re.findall(r"```sh\n(.*?)```", "".join(TEXT.values()), re.DOTALL))
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


def mentioned(pattern: str) -> set[str]:
    return {match for text in TEXT.values() for match in re.findall(pattern, text)}


@pytest.mark.parametrize("target", sorted(mentioned(r"\bmake ([a-z]+)")))
def test_make_knows_the_target(target):
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.MULTILINE)


@pytest.mark.parametrize("path", sorted(mentioned(r"[`(](\w[\w-]*/[\w/.-]*)[`)]")))
def test_a_path_in_the_documents_exists(path):
    assert (ROOT / path).exists()


@pytest.mark.parametrize("command", sorted(set(re.findall(r"^denselab (\w+)", SHELL, re.M))))
def test_the_command_line_knows_the_command(command):
    asked = [str(Path(sys.executable).with_name("denselab")), command, "--help"]
    assert subprocess.run(asked, capture_output=True, check=False).returncode == 0


def test_the_rooms_are_told_in_the_order_that_is_checked():
    layers = PYPROJECT["tool"]["importlinter"]["contracts"][0]["layers"]
    checked = [sorted(re.findall(r"\w+", layer)) for layer in reversed(layers)]
    section = TEXT["CONTRIBUTING.md"].partition("## The rooms")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (`.*?) \|", section, re.MULTILINE)
    assert [sorted(re.findall(r"\w+", row)) for row in rows] == checked


@pytest.mark.parametrize("lock", sorted(path.name for path in ROOT.glob("requirements*.lock")))
def test_a_lock_pins_by_hash_and_records_no_address(lock):
    text = (ROOT / lock).read_text()
    assert not re.search(r"://|^ *-(i|f|-index-url|-extra-index-url|-find-links)\b", text, re.M)
    requirements = [part for part in re.split(r"\n(?=\S)", text) if not part.startswith("#")]
    assert requirements
    for requirement in requirements:
        assert re.match(r"[\w.-]+==\S+ .*\n    --hash=sha256:[0-9a-f]{64}", requirement)
