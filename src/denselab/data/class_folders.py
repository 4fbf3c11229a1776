"""Folders that hold one sub-folder a class: what every source of that layout shares.

Responsible for which sub-folders and files count, and in which order. Knows nothing of what the
files hold.
"""

from collections.abc import Collection
from pathlib import Path

from denselab.data.rules import check_name


def class_folders(folder: Path) -> list[Path]:
    """The sub-folders of ``folder`` by name, hidden ones left out.

    Raises:
        DataError: if a name cannot be written.
    """
    places = sorted(p for p in folder.iterdir() if p.is_dir() and not p.name.startswith("."))
    for place in places:
        check_name(place)
    return places


def files_in(folder: Path, suffixes: Collection[str]) -> list[Path]:
    """The files right in ``folder`` that end like one of ``suffixes``, by name.

    Hidden files are left out; the case of a suffix does not matter.
    """
    return sorted(
        path
        for path in folder.iterdir()
        if path.suffix.lower() in suffixes and not path.name.startswith(".")
    )
