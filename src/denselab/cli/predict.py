"""``denselab predict``."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from denselab.cli.exits import exit_codes, tell
from denselab.cli.options import DebugOption, EncodingOption, NoHeaderOption, TextOption


def predict(
    source: Annotated[
        str,
        typer.Argument(
            metavar="INPUT",
            help="A table, a .txt file with a sentence a line, an image, a folder of images, or - "
            "for standard input.",
        ),
    ],
    run: Annotated[
        Path | None,
        typer.Option(metavar="RUN", help="Whose network answers.  [default: the newest]"),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help=".csv, .tsv or .jsonl, also .gz.  [default: standard output]"
        ),
    ] = None,
    text: TextOption = None,
    no_header: NoHeaderOption = False,
    encoding: EncodingOption = None,
    every_class: Annotated[
        bool, typer.Option("--all", help="Add a column of probabilities for each class.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Show no progress.")] = False,
    debug: DebugOption = False,
) -> None:
    """Add a class and its probability to new rows, sentences or images."""
    with exit_codes(debug):
        from denselab.prediction import Predictor, Treated, answers, write_file, write_stream
        from denselab.runs import open_run
        from denselab.terminal.reading import told

        opened = open_run(run)
        if run is None and not quiet:
            tell(f"{opened.path} answers")
        treated = Treated()
        said = answers(
            Predictor(opened),
            source,
            treated,
            text=text,
            header=False if no_header else None,
            encoding=encoding,
            every_class=every_class,
        )
        for each in treated.told_before():
            tell(each)
        is_seen = out is None and sys.stdout.isatty()  # the rows themselves show how far it is
        parts = told(said.parts, said.size, None if quiet or is_seen else sys.stderr)
        if out is None:
            write_stream(parts, sys.stdout)
        else:
            write_file(parts, out)
        for each in treated.told():
            tell(each)
