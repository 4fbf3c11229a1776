"""``denselab adapt``."""

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from denselab.cli.exits import exit_codes, warnings_as_notes
from denselab.cli.options import DebugOption, OfflineOption
from denselab.terminal import progress


def adapt(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="Whose corrections are learned.")],
    out: Annotated[
        Path | None, typer.Option(help="The new Run's folder.  [default: a new one under runs/]")
    ] = None,
    epochs: Annotated[
        int | None, typer.Option(help="How many.  [default: 150,000 samples' worth]")
    ] = None,
    rate: Annotated[
        float | None, typer.Option(help="Share of the Run's learning rate.  [default: 0.5]")
    ] = None,
    share: Annotated[
        float | None,
        typer.Option(help="Share of corrections in what is learned from.  [default: 0.03]"),
    ] = None,
    tolerance: Annotated[
        float | None,
        typer.Option(help="Points that validation may lose beyond chance.  [default: 0.1]"),
    ] = None,
    offline: OfflineOption = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Show no progress.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print what has changed as a line of JSON instead.")
    ] = False,
    debug: DebugOption = False,
) -> None:
    """Fine-tune a network on what people corrected, into a new Run.

    The old Run stays as it is. The last line printed is the path of the new one, which predicts,
    reads and serves like any other; nothing is written where the network forgets too much.
    """
    given: dict[str, Any] = {
        "epochs": epochs,
        "rate": rate,
        "share": share,
        "tolerance": tolerance,
    }
    view = progress(quiet=quiet)
    with exit_codes(debug), view, warnings_as_notes(view):
        from denselab.study import AdaptationSettings

        settings = AdaptationSettings(**{k: v for k, v in given.items() if v is not None})
        from denselab.adaptation import adapt

        new = adapt(run, settings, out=out, offline=offline, observer=view)
    with exit_codes(debug):
        changed = new.adaptation or {}
        if as_json:
            print(json.dumps({"to": str(new.path), **changed}))
        else:
            from denselab.terminal.change_table import change_table
            from denselab.terminal.console import console

            console(sys.stdout).print(change_table(changed))
        print(new.path)
