"""``denselab look``."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from denselab.cli.exits import exit_codes, tell, warnings_as_notes
from denselab.cli.options import (
    DataArgument,
    DebugOption,
    DropOption,
    EncodingOption,
    KindOption,
    NoHeaderOption,
    OfflineOption,
    SeedOption,
    ShapeOption,
    TargetOption,
    TestOption,
    TextOption,
    ValidationOption,
    column_kinds,
    data_settings,
)
from denselab.cli.studies import asked_study
from denselab.errors import StudyError
from denselab.terminal import progress

if TYPE_CHECKING:
    import numpy as np

    from denselab.data import Splits
    from denselab.study import Study


def look(
    data: DataArgument = None,
    html: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write a page with all pictures there, too.")
    ] = None,
    augment: Annotated[
        bool, typer.Option("--augment", help="Show distorted copies, too, as suits the data.")
    ] = False,
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
    offline: OfflineOption = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the facts as JSON instead of tables.")
    ] = False,
    debug: DebugOption = False,
) -> None:
    """Show the samples, classes, pixels, columns or words, duplicates."""
    view = progress()
    with exit_codes(debug):
        part = data_settings(data, validation, shape, target, text, test, drop, no_header, encoding)
        study = asked_study(
            {"seed": seed, "data": part, "columns": {"kinds": column_kinds(kinds or [])}}
        )
        from denselab.data import load, split
        from denselab.look import look

        with view, warnings_as_notes(view):
            raw = load(study.data, offline=offline, progress=view.download)
            splits = split(raw, validation=study.data.validation, seed=study.seed)
            seen = look(splits, study.columns.kinds)
            copies = _copies(study, splits) if augment else None
        facts, pictures = seen.to_json(), seen.pictures()
        if as_json:
            print(json.dumps(facts))
        else:
            from denselab.terminal.console import console
            from denselab.terminal.look_view import print_look

            print_look(facts, pictures, console(sys.stdout), copies)
        if html is not None:
            from denselab.files import write_text
            from denselab.report import look_page

            write_text(html, look_page(facts, pictures, copies))
            tell(f"{html} shows more")


def _copies(study: "Study", splits: "Splits") -> "np.ndarray | None":
    """Distorted copies, as suits the data; only who asks for them waits for JAX."""
    from denselab.augmentation import copies
    from denselab.settings import Augmentation
    from denselab.study import AugmentationSettings

    suited = Augmentation.of(AugmentationSettings(preset="auto"), study.data.source, splits.kind)
    if suited is None:
        raise StudyError("--augment: only images can be distorted, and these data are none")
    return copies(splits.x_train, splits.y_train, suited, splits.classes, study.seed)
