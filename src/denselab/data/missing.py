"""What counts as a missing cell, for targets as for inputs."""

import polars as pl

#: How files write that a value is not known, in small letters. Not "none", which is an answer.
TOKENS = ("", "?", "na", "n/a", "#n/a", "<na>", "nan", "null")


def known(cells: pl.Expr) -> pl.Expr:
    """The cells without blanks around them, and null where the value is missing.

    Example:
        >>> table = pl.DataFrame({"sex": [" Male", "NA", "?", None, "none"]})
        >>> table.select(known(pl.col("sex")))["sex"].to_list()
        ['Male', None, None, None, 'none']
    """
    trimmed = cells.str.strip_chars()
    return pl.when(~trimmed.str.to_lowercase().is_in(TOKENS)).then(trimmed)
