"""What was read in a picture."""

from dataclasses import dataclass
from typing import Any

import numpy as np

UNSURE = "?"  # stands for a digit that the network is not sure of
ROW = "/"  # stands between rows

Box = tuple[int, int, int, int]


@dataclass(frozen=True)
class Digit:
    """One digit of a picture.

    Attributes:
        digit: ``"0"`` to ``"9"``, or ``"?"`` where the probability is below the confidence asked.
        probability: Of the likeliest digit.
        probabilities: Of each digit, ``(10,)`` float32; what is missing to 1 speaks for no digit.
        box: ``(x, y, width, height)`` in pixels of the picture as a viewer shows it.
        image: What the network saw, ``(28, 28)`` uint8.
    """

    digit: str
    probability: float
    probabilities: np.ndarray
    box: Box
    image: np.ndarray


@dataclass(frozen=True)
class Reading:
    """What a picture says.

    Attributes:
        rows: The digits of each row from left to right, the topmost row first.
        shape: ``(height, width)`` of the picture as a viewer shows it.
        seconds: What reading it took.
    """

    rows: tuple[tuple[Digit, ...], ...]
    shape: tuple[int, int]
    seconds: float

    @property
    def digits(self) -> list[Digit]:
        """All digits in reading order."""
        return [digit for row in self.rows for digit in row]

    @property
    def text(self) -> str:
        """The digits in reading order, rows joined by ``/``; empty where there is none."""
        return ROW.join("".join(digit.digit for digit in row) for row in self.rows)

    def to_json(self) -> dict[str, Any]:
        """``text``, ``digits`` with ``digit``, ``probability`` and ``box``, and ``seconds``."""
        digits = [
            {
                "digit": each.digit,
                "probability": round(each.probability, 6),
                "box": list(each.box),
            }
            for each in self.digits
        ]
        return {"text": self.text, "digits": digits, "seconds": round(self.seconds, 4)}
