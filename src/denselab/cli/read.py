"""``denselab read``."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from denselab.cli.exits import exit_codes, tell
from denselab.cli.options import DebugOption

if TYPE_CHECKING:
    from denselab.recognise import Reader


def read(
    images: Annotated[
        list[Path],
        typer.Argument(metavar="IMAGE…", help="Photographs, scans, screenshots or drawings."),
    ],
    run: Annotated[
        Path | None,
        typer.Option(metavar="RUN", help="Whose network reads.  [default: the newest of digits]"),
    ] = None,
    confidence: Annotated[
        float,
        typer.Option(help="The probability from which a digit is told; below it stands ?."),
    ] = 0.5,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object a line and image.")
    ] = False,
    annotate: Annotated[
        Path | None,
        typer.Option(metavar="OUT.png", help="Write the image with what was read in it."),
    ] = None,
    debug: DebugOption = False,
) -> None:
    """Read the digits in pictures: a digit, a number, several lines or a grid."""
    with exit_codes(debug):
        from denselab.errors import DataError
        from denselab.prediction import Predictor
        from denselab.recognise import Reader, check_free, open_run_of_digits

        if annotate is not None:
            if len(images) > 1:
                raise DataError(f"--annotate: takes one image at a time, got {len(images)}")
            check_free(annotate)
        opened = open_run_of_digits(run)
        reader = Reader(Predictor(opened), confidence)
        if run is None:
            tell(f"{opened.path} reads")
        unread = sum(not _read(reader, image, as_json, annotate) for image in images)
    if unread:
        raise typer.Exit(2)


def _read(reader: "Reader", image: Path, as_json: bool, annotate: Path | None) -> bool:
    """Reads one image and prints what it says; `False` where it is none, which is told."""
    from denselab.errors import DataError
    from denselab.recognise import write_annotated
    from denselab.terminal.console import console
    from denselab.terminal.read_view import read_view

    try:
        reading = reader.read(image)
    except DataError as error:  # the other images can still be read
        tell(f"error: {error}")
        return False
    if as_json:
        print(json.dumps({"file": str(image), **reading.to_json()}), flush=True)
    else:
        terminal = console(sys.stdout)
        terminal.print(read_view(image, reading, terminal.width, sys.stdout.isatty()))
    if annotate is not None:
        write_annotated(image, reading, annotate)
    return True
