"""Writers who do not exist: each has one hand and one way to write each digit.

No set of digits at hand says who wrote what. So the program draws: a writer's slant, proportions
and pen are the same in all of his digits, which differ as he wavers, and so are the strokes of a
class, which are seldom MNIST's.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np

from denselab.handwriting import DIGITS, glyph
from denselab.handwriting.pens import Hand, Stroke, skeletons, sketch


@dataclass(frozen=True)
class Writer:
    """A hand, and the skeleton of each of his ten digits."""

    hand: Hand
    styles: tuple[tuple[Stroke, ...], ...]

    @classmethod
    def of(cls, rng: np.random.Generator) -> Self:
        """Some writer."""
        hand = Hand.of(rng)
        known = [list(skeletons()[name].values()) for name in DIGITS]
        return cls(hand, tuple(styles[rng.integers(len(styles))] for styles in known))

    def digits(self, each: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """So many of each class, from 0 to 9 again and again.

        Returns:
            Images ``(10 * each, 28, 28)`` uint8 and labels ``(10 * each,)``.
        """
        labels = np.tile(np.arange(10), each)
        images = [glyph(sketch(self.styles[label], rng, self.hand)) for label in labels]
        return np.stack(images), labels
