"""Which yardsticks suit which kind of data, the simplest first."""

from denselab.study import DataKind

_SUITED = {
    "images": ("majority", "logistic"),
    "table": ("majority", "logistic", "boosting"),
    "texts": ("majority", "bayes", "logistic"),
}


def suited(kind: DataKind) -> tuple[str, ...]:
    """The names of the yardsticks for samples of a kind, the simplest first.

    Example:
        >>> suited("table")
        ('majority', 'logistic', 'boosting')
    """
    return _SUITED[kind]
