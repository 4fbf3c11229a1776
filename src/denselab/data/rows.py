"""A data set in files of rows: the column to predict, and the others or the one that is text.

Responsible for which column is what, and for several files agreeing. How a file is read, and
what may be a class, are the concerns of `table` and `labels`.
"""

import difflib
import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np
import polars as pl

from denselab.data.labels import classes_of, labels_of
from denselab.data.raw import RawData
from denselab.data.rules import check_classes, check_name
from denselab.data.samples import Samples
from denselab.data.table import read_table
from denselab.errors import DataError

_USUAL = ("target", "label", "class", "y", "output", "outcome", "sentiment")
_LISTED = 30  # columns


def load_rows(
    path: str | os.PathLike[str],
    *,
    target: str | None = None,
    text: str | None = None,
    test: str | os.PathLike[str] | None = None,
    validation_file: str | os.PathLike[str] | None = None,
    drop: Sequence[str] = (),
    header: bool = True,
    encoding: str = "utf-8",
) -> RawData:
    """The data set whose rows are in a file, and perhaps in further ones.

    Args:
        path: The training rows; see :func:`denselab.data.table.read_table` for the formats.
        target: The column to predict. May be left out where there is no header line: the last.
        text: The column whose texts are the samples; all columns but it and the target are left
            out. Where it is ``None``, the rows are the samples.
        test: A file of test rows. It may have its columns in any order, and others besides.
        validation_file: A file of validation rows, likewise; they become the first of
            ``x_train``, and ``official_validation`` counts them.
        drop: Columns that are left out.
        header: Whether files of text with a separator begin with the names of the columns.
        encoding: Of all files of text.

    Returns:
        Samples are a `polars.DataFrame` in which every column is text, null where a cell is
        empty; or, with ``text``, ``(n,)`` objects of `str`, ``""`` where a cell is empty.

    Raises:
        DataError: naming the file, and the column or row at fault.

    Example:
        >>> place = getfixture("tmp_path") / "people.csv"
        >>> _ = place.write_text("name,age,tall\\n" + "Ada,36,no\\nAlan,41,yes\\n" * 3)
        >>> raw = load_rows(place, target="tall", drop=["name"])
        >>> raw.classes, raw.x_train.columns, raw.y_train
        (('no', 'yes'), ['age'], array([0, 1, 0, 1, 0, 1], dtype=int32))
    """
    read = partial(read_table, header=header, encoding=encoding)
    file = Path(path).expanduser()
    check_name(file.resolve())
    table = read(file)
    target = _target(table, target, header, file)
    columns = _inputs(table, target, text, drop, file)
    classes = classes_of(table[target], _column(file, target))

    def part(rows: pl.DataFrame, of: Path) -> tuple[Samples, np.ndarray]:
        _check_columns(rows, [*columns, target], target, of, file)
        y = labels_of(rows[target], classes, _column(of, target))
        return _samples(rows, columns, text), y

    def other(place: str | os.PathLike[str]) -> tuple[Samples, np.ndarray]:
        of = Path(place).expanduser()
        return part(read(of), of)

    x, y = part(table, file)
    check_classes(y, classes, has_test=test is not None, where=_column(file, target))
    n_validation = None
    if validation_file is not None:
        first, first_y = other(validation_file)
        x, y, n_validation = _joined(first, x), np.concatenate([first_y, y]), len(first_y)
    x_test, y_test = other(test) if test is not None else (None, None)
    return RawData(
        name=_name(file),
        origin=_origin(file, test, validation_file),
        classes=classes,
        x_train=x,
        y_train=y,
        x_test=x_test,
        y_test=y_test,
        official_validation=n_validation,
    )


def _name(file: Path) -> str:
    """The file's, or its folder's where many data sets have a file of that name."""
    name = file.name.split(".")[0]
    return file.resolve().parent.name if name.lower() in ("train", "data") else name


def _column(file: Path, name: str) -> str:
    return f"{file}: column {name!r}"


def _target(table: pl.DataFrame, asked: str | None, header: bool, file: Path) -> str:
    if asked is not None:
        _check_known(asked, table.columns, "to predict", file)
        return asked
    if not header:
        return table.columns[-1]
    if all(_is_number(name) for name in table.columns):
        raise DataError(
            f"{file}: its first line is all numbers; where it names no columns, give --no-header"
        )
    likely = " or ".join(repr(name) for name in _likely(table))
    raise DataError(
        f"{file}: name the column to predict with --target, perhaps {likely}; "
        f"the columns are {_listed(table.columns)}"
    )


def _likely(table: pl.DataFrame) -> list[str]:
    """One or two columns that may be the one to predict: a usual name, few values, the last."""
    few = [name for name in table.columns if 2 <= table[name].n_unique() <= 20]
    usual = [name for name in table.columns if name.lower() in _USUAL]
    return list(dict.fromkeys([*usual, *few[::-1], table.columns[-1]]))[:2]


def _inputs(
    table: pl.DataFrame, target: str, text: str | None, drop: Sequence[str], file: Path
) -> list[str]:
    """The columns that samples are made of."""
    for name in drop:
        _check_known(name, table.columns, "to drop", file)
    if text is not None:
        _check_known(text, table.columns, "of texts", file)
    chosen = [text] if text is not None else [name for name in table.columns if name != target]
    columns = [name for name in chosen if name not in drop and name != target]
    if target in drop or not columns:
        raise DataError(
            f"{file}: needs a column to predict and another to predict it from, "
            f"found {target!r} to predict from {_listed(columns) or 'none'}, with "
            f"{_listed(drop) or 'none'} to drop"
        )
    return columns


def _check_known(name: str, columns: Sequence[str], what: str, file: Path) -> None:
    if name not in columns:
        close = difflib.get_close_matches(name, columns, n=1)
        hint = f"did you mean {close[0]!r}?" if close else f"they are {_listed(columns)}"
        raise DataError(f"{file}: has no column {name!r} {what}; {hint}")


def _check_columns(
    rows: pl.DataFrame, needed: Sequence[str], target: str, file: Path, like: Path
) -> None:
    lacking = [name for name in needed if name not in rows.columns]
    if target in lacking:
        raise DataError(
            f"{file}: has no column {target!r}, and without classes a network can be neither "
            "chosen nor tested"
        )
    if lacking:
        raise DataError(f"{file}: must have the columns of {like}, found no {_listed(lacking)}")


def _samples(rows: pl.DataFrame, columns: Sequence[str], text: str | None) -> Samples:
    if text is None:
        return rows.select(*columns)
    return np.array(rows[text].fill_null("").to_list(), object)


def _joined(first: Samples, second: Samples) -> Samples:
    if isinstance(first, pl.DataFrame) and isinstance(second, pl.DataFrame):
        return pl.concat([first, second])
    return np.concatenate([first, second])


def _origin(
    file: Path,
    test: str | os.PathLike[str] | None,
    validation: str | os.PathLike[str] | None,
) -> str:
    others = [
        f"{what} in {place}"
        for what, place in (("validation", validation), ("test", test))
        if place
    ]
    return "; ".join([f"rows of {file}", *others])


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
    return ", ".join(map(repr, names[:_LISTED])) + more


def _is_number(name: str) -> bool:
    try:
        float(name)
    except ValueError:
        return False
    return True
