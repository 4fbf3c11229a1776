"""Studies that reached something, as plain TOML files to read, copy and change.

A recipe is a study: `denselab explore mnist --recipe NAME` runs it, and whatever else is asked
wins over it. Its settings were chosen on validation data; docs/recipes.md has what it came to.
"""

import difflib
from importlib.resources import files

from denselab.errors import StudyError


def names() -> list[str]:
    """What recipes there are.

    Example:
        >>> "record" in names()
        True
    """
    folder = files("denselab.recipes")
    return sorted(file.name.removesuffix(".toml") for file in folder.iterdir() if _is_toml(file))


def text(name: str) -> str:
    """The recipe as it stands in its file, comments included.

    Raises:
        StudyError: There is no recipe of that name.
    """
    if name not in names():
        close = difflib.get_close_matches(name, names(), n=1)
        hint = f"did you mean {close[0]!r}?" if close else f"there are {', '.join(names())}"
        raise StudyError(f"there is no recipe {name!r}; {hint}")
    return (files("denselab.recipes") / f"{name}.toml").read_text(encoding="utf-8")


def summary(name: str) -> str:
    """What the recipe is for: the first line of its file.

    Example:
        >>> summary("record").startswith("A network")
        True
    """
    return text(name).splitlines()[0].removeprefix("# ")


def _is_toml(file: object) -> bool:
    return str(file).endswith(".toml")
