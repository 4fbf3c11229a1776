"""``denselab explore``."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from denselab.cli.exits import exit_codes, warnings_as_notes
from denselab.cli.options import (
    DataArgument,
    DebugOption,
    DropOption,
    EncodingOption,
    KindOption,
    NoHeaderOption,
    OfflineOption,
    Precision,
    SeedOption,
    ShapeOption,
    TargetOption,
    TestOption,
    TextOption,
    ValidationOption,
    column_kinds,
    data_settings,
    numbers,
)
from denselab.cli.studies import add_settings, asked_study, base_study, refuse_settings
from denselab.terminal import progress


def explore(
    data: DataArgument = None,
    out: Annotated[
        Path | None, typer.Option(help="The Run's folder.  [default: a new one under runs/]")
    ] = None,
    resume: Annotated[
        Path | None, typer.Option(metavar="RUN", help="An unfinished Run to continue.")
    ] = None,
    study: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="A study in TOML, or a Run's folder; other options win over it."
        ),
    ] = None,
    apply: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FINDING",
            help="Do what a finding of the Run in --study, or of the newest of DATA, advises.",
        ),
    ] = None,
    recipe: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="A study that comes along, see denselab recipes."),
    ] = None,
    seed: SeedOption = None,
    validation: ValidationOption = None,
    shape: ShapeOption = None,
    target: TargetOption = None,
    text: TextOption = None,
    test: TestOption = None,
    drop: DropOption = None,
    kinds: KindOption = None,
    no_header: NoHeaderOption = False,
    encoding: EncodingOption = None,
    widths: Annotated[
        str | None, typer.Option(help="Units of the hidden layers.  [default: by the data]")
    ] = None,
    activation: Annotated[str | None, typer.Option(help="By Keras' name.  [default: relu]")] = None,
    dropout: Annotated[
        float | None, typer.Option(help="Share of units dropped.  [default: 0.5]")
    ] = None,
    optimizer: Annotated[
        str | None, typer.Option(help="By Keras' name.  [default: rmsprop]")
    ] = None,
    learning_rate: Annotated[float | None, typer.Option(help="[default: 0.001]")] = None,
    batch_size: Annotated[
        int | None, typer.Option(help="Samples an update.  [default: 128]")
    ] = None,
    epochs: Annotated[int | None, typer.Option(help="The most epochs.  [default: 100]")] = None,
    patience: Annotated[
        int | None, typer.Option(help="Epochs without improvement that end it.  [default: 10]")
    ] = None,
    precision: Annotated[
        Precision | None, typer.Option(help="Of the matrix products.  [default: auto]")
    ] = None,
    augment: Annotated[
        bool, typer.Option("--augment", help="Distort training images, as suits the data.")
    ] = False,
    from_: Annotated[
        str | None,
        typer.Option("--from", metavar="RUN", help="Start from the hidden layers of that Run."),
    ] = None,
    freeze: Annotated[
        int | None,
        typer.Option(help="So many of them stay as they are at first.  [default: all]"),
    ] = None,
    others: Annotated[
        list[str] | None,
        typer.Option(
            "--set", metavar="NAME=VALUE", help="Any setting, e.g. regularisation.l2=1e-4."
        ),
    ] = None,
    offline: OfflineOption = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Show no progress.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the summary as a line of JSON, too.")
    ] = False,
    debug: DebugOption = False,
) -> None:
    """Go from raw data to a tested network and a report.

    The last line printed is the path of the Run, a folder; open its report.html. Interrupt at
    any time: the same command with the same --out goes on, or explore --resume RUN.
    """
    asked: dict[str, Any] = {
        "seed": seed,
        "data": data_settings(
            data, validation, shape, target, text, test, drop, no_header, encoding
        ),
        "network": {"widths": numbers(widths, ","), "activation": activation, "dropout": dropout},
        "training": {
            "optimizer": optimizer,
            "learning_rate": learning_rate,
            "batch_size": batch_size,
            "epochs": epochs,
            "patience": patience,
            "precision": precision,
        },
        "augmentation": {"preset": "auto" if augment else None},
        "transfer": {"run": from_, "freeze": freeze},
    }
    view = progress(quiet=quiet)
    with exit_codes(debug, view), view, warnings_as_notes(view):
        asked["columns"] = {"kinds": column_kinds(kinds or [])}
        add_settings(asked, others or [])
        if resume is not None:
            refuse_settings(asked, bool(study or recipe or apply), out)
        wanted = (
            asked_study(asked, base_study(study, recipe, apply or [], data))
            if resume is None
            else None
        )
        from denselab.exploration import explore

        run = explore(wanted, out=out, resume=resume, offline=offline, observer=view)
    with exit_codes(debug):
        if as_json:
            print(json.dumps({"run": str(run.path), **run.summary}))
        print(run.path)
