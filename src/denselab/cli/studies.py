"""From the options that were given to one study."""

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from denselab.errors import StudyError

if TYPE_CHECKING:
    from denselab.study import Study


def base_study(
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


def asked_study(asked: dict[str, Any], base: "Study | None" = None) -> "Study":
    """What was asked: the options that were given, then the study below them, or the defaults."""
    from denselab.study import Study

    settings = base.model_dump(by_alias=True, exclude_unset=True) if base else {}
    for name, value in _given(asked).items():
        before = settings.get(name, {})
        inside = isinstance(value, dict) and isinstance(before, dict)
        settings[name] = before | value if inside else value
    return Study(**settings)


def refuse_settings(asked: dict[str, Any], has_study: bool, out: Path | None) -> None:
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


def add_settings(asked: dict[str, Any], others: list[str]) -> None:
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
