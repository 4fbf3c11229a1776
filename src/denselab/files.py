"""Files that are written whole or not at all."""

import json
import os
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

#: How the names of files begin that are not whole yet; what died while writing leaves them behind.
TEMPORARY = ".writing-"


def write_whole(path: Path, write: Callable[[Path], object]) -> None:
    """Has `write` make a temporary file beside `path`, then renames it into place.

    Whoever reads `path` finds the former content or the new one, never half of it.

    Args:
        path: Where the file shall be; its folder is made.
        write: Writes to the path that it is given, which ends as `path` does.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=TEMPORARY, suffix=path.suffix)
    os.close(handle)
    Path(name).chmod(0o644)
    try:
        write(Path(name))
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def write_text(path: Path, text: str) -> None:
    """Writes UTF-8 text, whole or not at all."""
    write_whole(path, lambda temporary: temporary.write_text(text, encoding="utf-8"))


def write_json(path: Path, content: Any) -> None:
    """Writes JSON, whole or not at all; a float that is not finite becomes ``null``."""
    write_text(path, json.dumps(finite(content), indent=1, ensure_ascii=False) + "\n")


def write_arrays(path: Path, arrays: Mapping[str, np.ndarray]) -> None:
    """Writes a compressed ``.npz``, whole or not at all."""
    write_whole(path, lambda temporary: np.savez_compressed(temporary, **dict(arrays)))  # type: ignore[arg-type]


def read_arrays(path: Path) -> dict[str, np.ndarray]:
    """Reads a ``.npz`` of plain numbers; nothing in it is unpickled."""
    with np.load(path, allow_pickle=False) as arrays:
        return {name: arrays[name] for name in arrays.files}


def finite(content: Any) -> Any:
    """The same content for JSON: NumPy's numbers as Python's, NaN and infinities as ``None``."""
    if isinstance(content, Mapping):
        return {str(key): finite(value) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [finite(value) for value in content]
    if isinstance(content, np.ndarray):
        return finite(content.tolist())
    if isinstance(content, np.generic):
        return finite(content.item())
    if isinstance(content, float) and not np.isfinite(content):
        return None
    return content
