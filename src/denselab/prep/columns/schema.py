"""What is known of each column of a table, and its form in JSON."""

from dataclasses import asdict, dataclass
from typing import Any, TypeAlias

from denselab.prep.columns.booleans import Booleans
from denselab.prep.columns.categories import Categories
from denselab.prep.columns.dates import Dates
from denselab.prep.columns.kinds import KINDS, Found
from denselab.prep.columns.numbers import Numbers

Encoder: TypeAlias = Numbers | Categories | Booleans | Dates

_ENCODERS: dict[str, type[Encoder]] = {
    kind.__name__.lower(): kind for kind in (Numbers, Categories, Booleans, Dates)
}


@dataclass(frozen=True)
class Column:
    """What is known of a column.

    Attributes:
        name: As the table has it.
        found: Its kind, as found or as a study overruled it.
        encoder: How it becomes inputs; ``None`` where it is left out.
    """

    name: str
    found: Found
    encoder: Encoder | None

    @property
    def inputs(self) -> list[str]:
        """What each of its inputs tells."""
        return self.encoder.names(self.name) if self.encoder else []

    def to_json(self) -> dict[str, Any]:
        """``name``, ``kind``, ``stray``, ``n_stray``, and what its ``encoder`` has learned."""
        encoder = self.encoder and {
            "as": type(self.encoder).__name__.lower(),
            **asdict(self.encoder),
        }
        return {"name": self.name, **asdict(self.found), "encoder": encoder}

    @classmethod
    def of_json(cls, told: dict[str, Any]) -> "Column":
        """The column that :meth:`to_json` told of; ValueError, TypeError or KeyError if none."""
        if told["kind"] not in KINDS:
            raise ValueError(f"kind {told['kind']!r}")
        found = Found(told["kind"], told["stray"], told["n_stray"])
        encoder = told["encoder"]
        return cls(
            told["name"], found, _ENCODERS[encoder["as"]].of_json(encoder) if encoder else None
        )
