"""What samples are called in the report, and what a network does with them."""

from dataclasses import dataclass
from typing import Any

from denselab.report.words import count


@dataclass(frozen=True)
class Nouns:
    """The words for one kind of samples.

    Attributes:
        one: A sample.
        many: Several.
        reads: What a network does with one.
        read: What it did.
    """

    one: str
    many: str
    reads: str
    read: str

    def counted(self, n: float) -> str:
        """
        >>> of({"kind": "table"}).counted(1), of({"kind": "texts"}).counted(25000)
        ('1 row', '25,000 texts')
        """
        return f"{count(n)} {self.one if n == 1 else self.many}"


_NOUNS = {
    "images": Nouns("picture", "pictures", "reads", "read"),
    "table": Nouns("row", "rows", "classifies", "classified"),
    "texts": Nouns("text", "texts", "classifies", "classified"),
}


def of(look: Any) -> Nouns:
    """The words for the data that a look has seen; the first Runs tell of images alone."""
    return _NOUNS[look.get("kind", "images")]
