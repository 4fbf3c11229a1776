"""From a picture to the digits in it: the straight line of reading.

Responsible for the order of the steps; each step is a module of its own.
"""

import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy.ndimage import rotate

from denselab.data.images import image_size, read_picture
from denselab.errors import RunError, StudyError
from denselab.handwriting import DIGITS, SIDE, glyph
from denselab.prediction import Predictor
from denselab.recognise.digits import Proposal, cheapest, pieces, proposals, uncut
from denselab.recognise.ink import find_ink
from denselab.recognise.lines import lines, tilt
from denselab.recognise.marks import Mark, find_marks, usual_height
from denselab.recognise.reading import UNSURE, Box, Digit, Reading
from denselab.recognise.rules import without_rules
from denselab.recognise.sheet import find_sheet
from denselab.recognise.view import View
from denselab.recognise.writing import Seen, numbers
from denselab.runs import Run, newest_first, open_run

MOST_GLYPHS = 1000  # that the network is asked about in one picture
LONGEST = 1600  # pixels of a picture's longer side that are looked at
SURE = 0.8  # mean probability from which a sheet is taken to lie upright
SHORTEST = 400  # pixels that small pictures are enlarged to, so that strokes have some width

Rows = tuple[tuple[Digit, ...], ...]


class Reader:
    """Reads digits in pictures with the network of a Run.

    Args:
        predictor: Of a Run whose network reads 28 x 28 pixels and knows the digits 0 to 9; a
            further class tells what is no digit.
        confidence: The probability from which a digit is told; below it stands ``?``.

    Raises:
        RunError: The network reads something else.
        StudyError: The confidence is not between 0 and 1.

    Example:
        >>> reader = Reader(Predictor(open_run("runs/digits")))  # doctest: +SKIP
        >>> reader.read("cheque.jpg").text  # doctest: +SKIP
        '1990'
    """

    def __init__(self, predictor: Predictor, confidence: float = 0.5) -> None:
        if not 0 <= confidence <= 1:
            raise StudyError(f"confidence must lie between 0 and 1, got {confidence}")
        if not reads_digits(predictor.run):
            raise RunError(
                f"{predictor.run.path}: it cannot read digits, because its network is for "
                f"{', '.join(predictor.classes[:12])}; choose a Run of mnist"
            )
        self.predictor = predictor
        self.confidence = confidence
        self._order = [predictor.classes.index(name) for name in DIGITS]

    def read(self, picture: str | Path | bytes) -> Reading:
        """Reads a picture.

        Args:
            picture: An image file, or what one holds.

        Raises:
            DataError: It cannot be read as an image.
        """
        began = time.perf_counter()
        source = picture if isinstance(picture, bytes) else Path(picture)
        shape = image_size(source)
        view = View.of(read_picture(source, LONGEST), SHORTEST)
        sheet = find_sheet(view.grey)
        ink = without_rules(find_ink(sheet.grey))
        rows = self._rows(view, ink, sheet.angle, shape)
        if sheet.angle and _sureness(rows) < SURE:  # a sheet may lie on its side
            turned = (self._rows(view, ink, sheet.angle + turn, shape) for turn in (90, -90))
            rows = max((rows, *turned), key=_sureness)
        return Reading(rows, shape, time.perf_counter() - began)

    def _rows(self, view: View, ink: np.ndarray, angle: float, shape: tuple[int, int]) -> Rows:
        """What the ink says when it is turned by an angle, and by what its lines are tilted."""
        marks = find_marks(_turned(ink, angle))
        if more := tilt(marks):
            angle += more
            marks = find_marks(_turned(ink, angle))
        view = view.turned(angle)
        rows, left = [], MOST_GLYPHS
        for line in lines(marks):
            height = usual_height(line)
            proposed = _proposed(line, height, left)
            left -= len(proposed)
            rows.append(self._row(proposed, height, view, shape) if proposed else ())
        return tuple(row for row in rows if row)

    def _row(
        self, proposed: Sequence[Proposal], height: float, view: View, shape: tuple[int, int]
    ) -> tuple[Digit, ...]:
        images = np.stack([glyph(each.mark.ink) for each in proposed])
        said = self.predictor.probabilities(images)[:, self._order]  # (proposals, 10)
        likeliest = said.max(axis=1)
        path = cheapest(proposed, likeliest, 1 - said.sum(axis=1))
        seen = [
            Seen(proposed[n], float(likeliest[n]) if is_digit else None) for n, is_digit in path
        ]
        return tuple(
            self._digit(said[number], images[number], view.box(proposed[number].mark, shape))
            for (number, _), is_told in zip(path, numbers(seen, height), strict=True)
            if is_told
        )

    def _digit(self, said: np.ndarray, image: np.ndarray, box: Box) -> Digit:
        likeliest = int(said.argmax())
        probability = float(said[likeliest])
        name = DIGITS[likeliest] if probability >= self.confidence else UNSURE
        return Digit(name, probability, said, box, image)


def _proposed(line: Sequence[Mark], height: float, most: int) -> list[Proposal]:
    """What may be a digit in a line; nothing is cut where that would be more than `most`."""
    proposed = proposals(pieces(line, height), height)
    if len(proposed) > most:
        proposed = proposals(uncut(line), height)
    return proposed if len(proposed) <= most else []


def _turned(ink: np.ndarray, angle: float) -> np.ndarray:
    """The ink turned by an angle, in degrees counter-clockwise."""
    return np.clip(rotate(ink, angle, order=1), 0, 1) if angle else ink


def _sureness(rows: Rows) -> float:
    """The mean probability of the digits; 0 where there are none."""
    return float(np.mean([d.probability for row in rows for d in row])) if rows else 0.0


def reads_digits(run: Run) -> bool:
    """Whether the network of a Run is for images of 28 x 28 pixels and knows the ten digits."""
    return (
        run.kind == "images"
        and tuple(run.look["input_shape"]) == (SIDE, SIDE)
        and set(DIGITS) <= set(run.look["classes"])
    )


def open_run_of_digits(path: str | Path | None = None) -> Run:
    """A Run, or the newest finished one under ``runs/`` that can read digits.

    Raises:
        RunError: There is none.
    """
    if path is not None:
        return open_run(path)
    newest = next((run for run in newest_first() if reads_digits(run)), None)
    if newest is None:
        raise RunError(
            "there is no Run of digits under runs/: make one with denselab explore mnist "
            "--recipe handwriting, which reads best, or quickly and without a download with "
            "denselab explore mnist-5k --recipe handwriting"
        )
    return newest
