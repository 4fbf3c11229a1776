"""Settings written as TOML, which Python itself only reads."""

import json
from typing import Any


def toml_lines(settings: dict[str, Any]) -> list[str]:
    """A line for each setting of a group, ``name = value``."""
    return [f"{name} = {_toml_value(value)}" for name, value in settings.items()]


def _toml_value(value: str | bool | int | float | tuple[Any, ...] | dict[str, Any]) -> str:
    if isinstance(value, dict):
        inside = (f"{_toml_value(name)} = {_toml_value(inner)}" for name, inner in value.items())
        return f"{{{', '.join(inside)}}}"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return f"[{', '.join(_toml_value(item) for item in value)}]"
    if isinstance(value, str):  # JSON's escapes are TOML's, but for DEL, which JSON leaves as it is
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return repr(value)
