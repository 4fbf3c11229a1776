"""The command line: parse, call, print. The only place with exit codes.

0: done. 1: an error that nobody foresaw. 2: something was refused, with the reason in one line.
130: interrupted. What takes long to import is imported where it is used: ``denselab --help``
must answer at once.
"""

import json
import os
import shlex
import signal
import sys
import tomllib
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, NoReturn

import typer

from denselab.errors import DenselabError, StudyError
from denselab.terminal import Progress, printable, progress

if TYPE_CHECKING:
    import numpy as np

    from denselab.data import Splits
    from denselab.study import Study

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # rich would take longer than everything else that --help does
    context_settings={"help_option_names": ["-h", "--help"]},
)

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


@app.callback(invoke_without_command=True)
def denselab(
    version: Annotated[bool, typer.Option("--version", help="Say which version this is.")] = False,
) -> None:
    """From a data set to an honest, tested and explained dense network."""
    if version:
        from importlib.metadata import version as installed

        print(f"denselab {installed('denselab')}")
        raise typer.Exit


@app.command()
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
        "data": _data(data, validation, shape, target, text, test, drop, no_header, encoding),
        "network": {"widths": _numbers(widths, ","), "activation": activation, "dropout": dropout},
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
    with _exit_codes(debug, view), view, _warnings_as_notes(view):
        asked["columns"] = {"kinds": _kinds(kinds or [])}
        _add(asked, others or [])
        if resume is not None:
            _refuse_settings(asked, bool(study or recipe or apply), out)
        wanted = _study(asked, _base(study, recipe, apply or [], data)) if resume is None else None
        from denselab.exploration import explore

        run = explore(wanted, out=out, resume=resume, offline=offline, observer=view)
    with _exit_codes(debug):
        if as_json:
            print(json.dumps({"run": str(run.path), **run.summary}))
        print(run.path)


@app.command()
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
    with _exit_codes(debug):
        part = _data(data, validation, shape, target, text, test, drop, no_header, encoding)
        study = _study({"seed": seed, "data": part, "columns": {"kinds": _kinds(kinds or [])}})
        from denselab.data import load, split
        from denselab.look import look

        with view, _warnings_as_notes(view):
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
            _tell(f"{html} shows more")


@app.command()
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
    with _exit_codes(debug):
        from denselab.prediction import Predictor, Treated, answers, write_file, write_stream
        from denselab.runs import open_run
        from denselab.terminal.reading import told

        opened = open_run(run)
        if run is None and not quiet:
            _tell(f"{opened.path} answers")
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
            _tell(each)
        is_seen = out is None and sys.stdout.isatty()  # the rows themselves show how far it is
        parts = told(said.parts, said.size, None if quiet or is_seen else sys.stderr)
        if out is None:
            write_stream(parts, sys.stdout)
        else:
            write_file(parts, out)
        for each in treated.told():
            _tell(each)


@app.command()
def runs(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where the Runs lie.")] = Path(
        "runs"
    ),
    debug: DebugOption = False,
) -> None:
    """List the Runs and what they came to."""
    with _exit_codes(debug):
        from denselab.runs import list_runs

        found = list_runs(folder)
        if not found:
            _tell(f"no Runs in {folder}: denselab explore makes one")
            return
        from denselab.terminal.console import console
        from denselab.terminal.run_table import run_table

        terminal = console(sys.stdout)
        terminal.print(run_table(found, terminal.width))


@app.command()
def recipes(
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="Print this one, to copy and change.")
    ] = None,
    debug: DebugOption = False,
) -> None:
    """List the studies that come along, or print one."""
    with _exit_codes(debug):
        from denselab.recipes import names, summary, text

        if name is not None:
            print(text(name), end="")
            return
        for known in names():
            print(f"{known:<12}{summary(known)}")


def main() -> None:
    """The entry point of the command ``denselab``."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # being ended is an interruption, too
    app(prog_name="denselab")


def _data(
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
        "shape": _numbers(shape, "x"),
        "target": target,
        "text": text,
        "test": test,
        "drop": drop.split(",") if drop else None,
        "header": False if no_header else None,
        "encoding": encoding,
    }


def _kinds(given: list[str]) -> dict[str, str]:
    """``["zip=category"]`` → {"zip": "category"}."""
    for each in given:
        if "=" not in each:
            raise StudyError(f"--kind {each}: should be COLUMN=KIND, e.g. zip=category")
    return {column: kind for column, _, kind in (each.rpartition("=") for each in given)}


def _copies(study: "Study", splits: "Splits") -> "np.ndarray | None":
    """Distorted copies, as suits the data; only who asks for them waits for JAX."""
    from denselab.augmentation import copies
    from denselab.settings import Augmentation
    from denselab.study import AugmentationSettings

    suited = Augmentation.of(AugmentationSettings(preset="auto"), study.data.source, splits.kind)
    if suited is None:
        raise StudyError("--augment: only images can be distorted, and these data are none")
    return copies(splits.x_train, splits.y_train, suited, splits.classes, study.seed)


def _base(
    given: Path | None, recipe: str | None, apply: list[str], source: str | None
) -> "Study | None":
    """The study that options change: of a file, a recipe, or a Run with the advice asked for."""
    from denselab.study import Study

    if recipe is not None:
        if given is not None or apply:
            raise StudyError("--recipe is a whole study: leave --study and --apply out")
        from denselab.recipes import text

        return Study(**tomllib.loads(text(recipe)))
    if not apply:
        if given is None:
            return None
        return Study.from_toml(given / "study.toml" if given.is_dir() else given)
    if given is not None and given.is_file():
        raise StudyError(f"--apply needs the folder of a Run as --study, got {given}")
    from denselab.advice import follow
    from denselab.runs import open_run

    return follow(open_run(given, source=source), apply)


def _study(asked: dict[str, Any], base: "Study | None" = None) -> "Study":
    """What was asked: the options that were given, then the study below them, or the defaults."""
    from denselab.study import Study

    settings = base.model_dump(by_alias=True, exclude_unset=True) if base else {}
    for name, value in _given(asked).items():
        before = settings.get(name, {})
        inside = isinstance(value, dict) and isinstance(before, dict)
        settings[name] = before | value if inside else value
    return Study(**settings)


def _refuse_settings(asked: dict[str, Any], has_study: bool, out: Path | None) -> None:
    """A Run that is resumed has its study and its folder already."""
    if out is not None:
        raise StudyError("--resume continues a Run in its own folder: leave --out out")
    if has_study or _given(asked):
        raise StudyError("--resume continues a Run with its own study: leave other settings out")


def _given(asked: dict[str, Any]) -> dict[str, Any]:
    """The settings that were given, without the others and without groups that lack any."""
    inside = {
        name: _given(value) if isinstance(value, dict) else value for name, value in asked.items()
    }
    return {name: value for name, value in inside.items() if value not in (None, {})}


def _add(asked: dict[str, Any], others: list[str]) -> None:
    """Adds what ``--set`` asks for; a value is read as TOML, and as a word where it is none."""
    for other in others:
        name, equals, text = other.partition("=")
        parts = name.split(".")
        if not equals or len(parts) > 2 or not all(parts):
            raise StudyError(f"--set {other}: should be NAME=VALUE, e.g. training.schedule=cosine")
        *group, setting = parts
        inside = asked.setdefault(group[0], {}) if group else asked
        if not isinstance(inside, dict):
            raise StudyError(f"--set {other}: {group[0]} is no group of settings")
        if isinstance(inside.get(setting), dict):
            raise StudyError(f"--set {other}: {setting} is a group, so name a setting inside")
        inside[setting] = _toml_or_word(text)


def _toml_or_word(text: str) -> Any:
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text


def _numbers(text: str | None, separator: str) -> list[int | str] | None:
    """``"512,256"`` → [512, 256]; what is no number stays as it is, for the study to refuse."""
    if text is None:
        return None
    parts = [part.strip() for part in text.split(separator)]
    return [int(part) if part.isdecimal() else part for part in parts]


@contextmanager
def _warnings_as_notes(view: Progress) -> Iterator[None]:
    """Has warnings inside the block told as notes: a line each, without where they come from."""
    with warnings.catch_warnings():
        warnings.showwarning = lambda message, *_: view.note(" ".join(str(message).split()))
        yield


@contextmanager
def _exit_codes(debug: bool, view: Progress | None = None) -> Iterator[None]:
    """Ends the process with one line and an exit code where the block ends with an error."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read us has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(1) from None
    except KeyboardInterrupt:
        _fail(f"interrupted{_how_to_resume(view)}", 130)
    except Exception as error:
        if debug:
            raise
        if isinstance(error, DenselabError):
            _fail(f"error: {error}", 2)
        if isinstance(error, OSError) and error.strerror:  # no space, no permission, no folder
            where = f"{error.filename}: " if error.filename else ""
            _fail(f"error: {where}{error.strerror}{_how_to_resume(view)}", 2)
        what = f"{type(error).__name__}: {error}".splitlines()[0]
        _fail(f"unexpected error: {what} (--debug shows where){_how_to_resume(view)}", 1)


def _how_to_resume(view: Progress | None) -> str:
    if view is None or view.run is None:
        return ""
    return f"; denselab explore --resume {shlex.quote(str(view.run))} continues"


def _fail(message: str, code: int) -> NoReturn:
    _tell(message)
    raise typer.Exit(code)


def _tell(message: str) -> None:
    print(f"denselab: {printable(message)}", file=sys.stderr)
