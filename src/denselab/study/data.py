"""Which data."""

from typing import Annotated, Literal

from pydantic import Field

from denselab.study.group import Group
from denselab.study.values import Fraction, Further, Name, Shape


class DataSettings(Group):
    """Which data, and how it is divided.

    Attributes:
        source: A name (``"mnist-5k"``, ``"mnist"``, ``"fashion-mnist"``), a folder of images or of
            texts, an ``.npz`` file, or a table (CSV, TSV, Parquet, JSON lines).
        target: The column of a table that is to be foretold; ``None`` (left out in TOML) is the
            last one where there is no header line.
        text: The column whose texts are to be read; ``None`` explores the table's columns.
        test: A further file, whose rows are the test part.
        validation_file: A further file, whose rows are the validation part.
        drop: Columns that are left out.
        header: Whether the first line of a table names its columns.
        encoding: Of the characters in a table's file.
        validation: ``"official"`` takes the first samples that tradition sets aside,
            ``"stratified"`` draws the same share of each class, ``"auto"`` decides by the data.
        validation_fraction: Share of the training samples for a stratified validation part.
        test_fraction: Share that is sealed as test part where the source has none.
        shape: ``(height, width)`` in pixels that a folder of images is scaled to;
            ``None`` (left out in TOML) chooses it from the images.
        also: What digits are learned from beside: ``"strokes"``, digits as the program draws them,
            ``"scraps"``, what is no digit, as a further class ``?``, and the hands of
            ``"semeion"`` and ``"optdigits"`` (UCI). No figure is measured on them.
    """

    _prefix = "data."
    source: Name = "mnist-5k"
    validation: Literal["auto", "official", "stratified"] = "auto"
    validation_fraction: Fraction = 0.2
    test_fraction: Fraction = 0.2
    shape: Shape | None = None
    target: Name | None = None
    text: Name | None = None
    test: Name | None = None
    validation_file: Name | None = None
    drop: Annotated[tuple[Name, ...], Field(strict=False)] = ()
    header: bool = True
    encoding: Name = "utf-8"
    also: Annotated[tuple[Further, ...], Field(strict=False)] = ()
