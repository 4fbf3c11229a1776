"""Where measurements are kept: raw as JSON, and as sections of RESULTS.md.

A benchmark owns one section and rewrites only that one.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
RESULTS = HERE / "RESULTS.md"
RAW = HERE / "results"

TITLE = """# Results

Written by the programs in this folder (`make bench`); not edited by hand.
"""


def keep(
    name: str,
    title: str,
    body: str,
    machine: Mapping[str, str],
    raw: Any,
    measured: datetime | None = None,
) -> None:
    """Keep one benchmark's outcome: `raw` as JSON, `body` as the section `name` of RESULTS.md.

    What was `measured` at another time than now says so.
    """
    RAW.mkdir(exist_ok=True)
    moment = (measured or datetime.now(UTC)).astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
    record = {"measured": moment, "machine": dict(machine), **raw}
    (RAW / f"{name}.json").write_text(json.dumps(record, indent=1) + "\n")
    facts = "\n".join(f"- {what}: {fact}" for what, fact in machine.items())
    section = f"## {title}\n\n{body.strip()}\n\nMeasured {moment} on\n\n{facts}"
    before = RESULTS.read_text() if RESULTS.exists() else TITLE
    RESULTS.write_text(with_section(before, name, section))


def with_section(document: str, name: str, section: str) -> str:
    """`document` with the section `name` replaced, or added at the end.

    Example:
        >>> once = with_section("# Results", "speed", "fast")
        >>> print(with_section(once, "speed", "faster"))
        # Results
        <BLANKLINE>
        <!-- speed -->
        faster
        <!-- end of speed -->
        <BLANKLINE>
    """
    marked = f"<!-- {name} -->\n{section.strip()}\n<!-- end of {name} -->"
    old = re.compile(rf"<!-- {name} -->.*<!-- end of {name} -->", re.DOTALL)
    if old.search(document):
        return old.sub(lambda _: marked, document)
    return f"{document.rstrip()}\n\n{marked}\n"


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; every column but the first is aligned to the right.

    Example:
        >>> print(table(["who", "seconds"], [["one", "1.0"]]))
        | who | seconds |
        | --- | ---: |
        | one | 1.0 |
    """
    rule = ["---", *["---:"] * (len(columns) - 1)]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in [columns, rule, *rows])
