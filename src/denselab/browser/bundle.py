"""The modules of this room, joined into one script.

A browser imports no module from a page on disk, so a page that shall open from there has to hold
them all. The modules keep to two forms: ``import { a, b } from "./name.js";`` and ``export`` before
a declaration; what they declare has other names in every module.
"""

import re
from importlib.resources import files

_IMPORT = re.compile(r'^import \{[^}]*\} from "\./([\w-]+\.js)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export ", re.MULTILINE)


def script(*names: str) -> str:
    """The modules of these names, after all that they import, as the text of one module.

    Example:
        >>> from denselab.browser import script
        >>> "export" in script("pad.js")
        False
    """
    texts: dict[str, str] = {}
    for name in names:
        _collect(name, texts)
    return "\n".join(texts.values())


def _collect(name: str, texts: dict[str, str]) -> None:
    """Adds a module to `texts`, unless it is there, and before it what it imports."""
    text = files("denselab.browser").joinpath(name).read_text(encoding="utf-8")
    for imported in _IMPORT.findall(text):
        _collect(imported, texts)
    texts.setdefault(name, _EXPORT.sub("", _IMPORT.sub("", text)))
