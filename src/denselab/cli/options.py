"""Options that several commands share, and the settings that they stand for."""

from typing import Annotated, Any, Literal

import typer

from denselab.errors import StudyError

Validation = Literal["auto", "official", "stratified"]
Precision = Literal["auto", "float32", "bfloat16"]

# Options that are not given are None, so that a study file or the defaults decide.
DataArgument = Annotated[
    str | None,
    typer.Argument(
        metavar="DATA",
        help="mnist-5k (the default), mnist, fashion-mnist, a folder (four IDX files, or images "
        "or texts in one sub-folder a class), an .npz file, or a table (CSV, TSV, Parquet, JSON "
        "lines).",
        show_default=False,
    ),
]
SeedOption = Annotated[int | None, typer.Option(help="Of everything that is drawn.  [default: 0]")]
ValidationOption = Annotated[
    Validation | None, typer.Option(help="Which samples validate.  [default: auto]")
]
ShapeOption = Annotated[
    str | None,
    typer.Option(metavar="HxW", help="Pixels that a folder of images is scaled to, e.g. 28x28."),
]
TargetOption = Annotated[
    str | None,
    typer.Option(
        metavar="COLUMN", help="Of a table, what to foretell.  [default: the last, if no header]"
    ),
]
TextOption = Annotated[
    str | None,
    typer.Option(metavar="COLUMN", help="Read the texts in it, not the other columns."),
]
TestOption = Annotated[
    str | None, typer.Option(metavar="FILE", help="A table whose rows are the test part.")
]
DropOption = Annotated[
    str | None, typer.Option(metavar="COLUMN,…", help="Columns of a table to leave out.")
]
KindOption = Annotated[
    list[str] | None,
    typer.Option("--kind", metavar="COLUMN=KIND", help="What a column is, e.g. zip=category."),
]
NoHeaderOption = Annotated[
    bool, typer.Option("--no-header", help="The first line of a table names no columns.")
]
EncodingOption = Annotated[
    str | None, typer.Option(help="Of a table's characters, e.g. cp1252.  [default: utf-8]")
]
OfflineOption = Annotated[bool, typer.Option("--offline", help="Never download.")]
DebugOption = Annotated[bool, typer.Option("--debug", help="Show where an error comes from.")]


def data_settings(
    source: str | None,
    validation: str | None,
    shape: str | None,
    target: str | None,
    text: str | None,
    test: str | None,
    drop: str | None,
    no_header: bool,
    encoding: str | None,
) -> dict[str, Any]:
    """The settings of the group ``data`` that the options of `explore` and `look` give."""
    return {
        "source": source,
        "validation": validation,
        "shape": numbers(shape, "x"),
        "target": target,
        "text": text,
        "test": test,
        "drop": drop.split(",") if drop else None,
        "header": False if no_header else None,
        "encoding": encoding,
    }


def column_kinds(given: list[str]) -> dict[str, str]:
    """``["zip=category"]`` → {"zip": "category"}."""
    for each in given:
        if "=" not in each:
            raise StudyError(f"--kind {each}: should be COLUMN=KIND, e.g. zip=category")
    return {column: kind for column, _, kind in (each.rpartition("=") for each in given)}


def numbers(text: str | None, separator: str) -> list[int | str] | None:
    """``"512,256"`` → [512, 256]; what is no number stays as it is, for the study to refuse."""
    if text is None:
        return None
    parts = [part.strip() for part in text.split(separator)]
    return [int(part) if part.isdecimal() else part for part in parts]
