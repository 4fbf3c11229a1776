"""How well pictures are read: ``python -m benchmarks.reading [--run RUN] [--sheet FILE.png]``.

Reads every labelled picture of `own-digits`, `digit-strips` and `cheque-amounts` in
``DENSELAB_DATA``, and pages without digits that the program makes, with the network of a Run; none
of them was learned from. Prints a table by kind and, with ``--sheet``, shows every miss beside what
the network saw of it.
"""

import argparse
import csv
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageOps

import denselab
from benchmarks import machine, results
from benchmarks.blank_pages import blank_pages
from denselab.evaluation import wilson
from denselab.prediction import Predictor
from denselab.recognise import Reader, Reading

#: Folders of labelled pictures, and the column that has what they say.
SETS = {"own-digits": "label", "digit-strips": "text", "cheque-amounts": "text"}
BLANK = "no digits"  # pages that the program makes
CELL, COLUMNS = 200, 8  # of the sheet of misses


@dataclass(frozen=True)
class Case:
    """A picture that was read.

    Attributes:
        name: The file, or what the program drew.
        group: The set and the kind of picture.
        expected: Digits in reading order, rows joined by ``/``; empty where there are none.
        reading: What was read.
        picture: The picture itself, for the sheet.
    """

    name: str
    group: str
    expected: str
    reading: Reading
    picture: Path | bytes

    @property
    def wrong(self) -> int:
        """Digits that would have to be changed, put in or left out."""
        return edit_distance(self.reading.text, self.expected)


def main() -> None:
    """Read everything and keep the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, help="whose network reads  [default: the newest Run]")
    parser.add_argument("--sheet", type=Path, help="where misses are shown")
    parser.add_argument("--dry", action="store_true", help="keep nothing")
    asked = parser.parse_args()
    facts, run = machine.describe(), denselab.open_run(asked.run)
    reader = Reader(Predictor(run))
    reader.read(next(blank_pages())[1])  # compiles what is compiled once
    cases = list(read_all(reader, Path(os.environ["DENSELAB_DATA"])))
    told = body(cases, run)
    print(told)
    if asked.sheet:
        sheet([case for case in cases if case.reading.text != case.expected], asked.sheet)
    if not asked.dry:
        raw = {"cases": [told_of(case) for case in cases]}
        results.keep("reading", "Reading real handwriting", told, facts, raw)


def read_all(reader: Reader, folder: Path) -> Iterator[Case]:
    """Every picture, read."""
    for name, column in SETS.items():
        with (folder / name / "labels.csv").open(newline="") as table:
            for row in csv.DictReader(table):
                file = folder / name / row["file"]
                text = "".join(letter for letter in row[column] if letter in "0123456789/")
                group = f"{name}: {row.get('kind') or 'scan'}"
                yield Case(row["file"], group, text, reader.read(file), file)
    for name, picture in blank_pages():
        group = f"{BLANK}: {name.partition(' ')[0]}"
        yield Case(name, group, "", reader.read(picture), picture)


def edit_distance(one: str, other: str) -> int:
    """Letters to change, put in or leave out (Levenshtein).

    Example:
        >>> edit_distance("1990", "199"), edit_distance("27", "17")
        (1, 1)
    """
    costs = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        before, costs[0] = costs[0], row
        for column, wanted in enumerate(other, start=1):
            changed = before + (letter != wanted)
            before = costs[column]
            costs[column] = min(changed, before + 1, costs[column - 1] + 1)
    return costs[-1]


def body(cases: Sequence[Case], run: denselab.Run) -> str:
    """The section's table and sentences."""
    rows = []
    for name in (*SETS, BLANK):
        of_it = [case for case in cases if case.group.startswith(name)]
        groups = dict.fromkeys(case.group for case in of_it)  # in the order of the pictures
        rows += [_row(group, [case for case in of_it if case.group == group]) for group in groups]
        if len(groups) > 1:
            rows.append(_row(f"{name}, all", of_it))
    columns = ["pictures", "n", "entirely right", "95% interval", "digits right", "slowest, s"]
    chosen = next(m for m in run.summary["models"] if m["name"] == run.summary["test"]["model"])
    also = ", ".join(run.study.data.also)
    beside = f", which learned from {also} beside it" if also else ""
    return (
        f"Read with a network of `{run.study.data.source}`{beside}, {chosen['epochs_run']} epochs "
        f"long, as `denselab read` does it. Nothing here was learned from, but the preparation of "
        "pictures, and the styles of the digits that the program draws to learn from, were made "
        "with the misses of the labelled ones in view. A page without digits is right where no "
        "digit is told with a probability of at least one half. These pages were drawn by the "
        "program; others of their kinds were in view, too, and of the same six words in the same "
        "font; and the scribbles are walks, as some of what networks learn from is. "
        "Digits right: one minus the edit distance, a share of the digits that there are.\n\n"
        f"{results.table(columns, rows)}"
    )


def _row(name: str, cases: Sequence[Case]) -> list[str]:
    right, n = sum(_right(case) for case in cases), len(cases)
    low, high = wilson(right, n)
    digits = sum(len(case.expected) for case in cases)
    share = f"{1 - sum(case.wrong for case in cases) / digits:.1%}" if digits else ""
    slowest = max(case.reading.seconds for case in cases)
    return [
        name,
        str(n),
        f"{right} ({right / n:.1%})",
        f"{low:.1%} to {high:.1%}",
        share,
        f"{slowest:.2f}",
    ]


def _right(case: Case) -> bool:
    text = case.reading.text
    return text == case.expected if case.expected else not set(text) & set("0123456789")


def told_of(case: Case) -> dict[str, Any]:
    """A case for JSON."""
    return {
        "picture": case.name,
        "group": case.group,
        "expected": case.expected,
        "read": case.reading.text,
        "probabilities": [round(digit.probability, 4) for digit in case.reading.digits],
        "seconds": round(case.reading.seconds, 3),
    }


def sheet(misses: Sequence[Case], file: Path) -> None:
    """Every miss, with what the network saw."""
    height = CELL + 60
    page = Image.new("RGB", (COLUMNS * CELL, max(1, -(-len(misses) // COLUMNS)) * height), "#dde")
    draw = ImageDraw.Draw(page)
    for number, case in enumerate(misses):
        x, y = number % COLUMNS * CELL, number // COLUMNS * height
        draw.text((x + 2, y), f"{case.name} {case.expected}", fill="black")
        draw.text((x + 2, y + 11), f"read {case.reading.text or 'nothing'}", fill="#a00")
        if isinstance(case.picture, Path):
            with Image.open(case.picture) as image:
                small = ImageOps.exif_transpose(image).convert("RGBA")
                small.thumbnail((CELL - 4, CELL - 34))
                page.paste(small, (x + 2, y + 24), small)
        for place, digit in enumerate(case.reading.digits[:7]):
            page.paste(Image.fromarray(digit.image), (x + 2 + 28 * place, y + CELL - 6))
            said = f"{digit.probabilities.argmax()} {digit.probability:.2f}"[:6]
            draw.text((x + 2 + 28 * place, y + CELL + 22), said.replace("0.", "."), fill="black")
    page.save(file)


if __name__ == "__main__":
    main()
