"""A picture with what was read in it: a box and a name for each digit."""

from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from denselab.data.images import open_picture
from denselab.errors import DataError
from denselab.files import write_whole
from denselab.recognise.reading import UNSURE, Reading

LONGEST = 2000  # pixels of the longer side that is drawn on
SURE, DOUBTED = "#0a7d33", "#b3261e"


def annotated(picture: Path | bytes, reading: Reading) -> Image.Image:
    """The picture in colour, upright and of at most 2000 pixels a side, with boxes drawn on it."""
    image = open_picture(picture, LONGEST)
    scale = image.height / reading.shape[0]
    draw = ImageDraw.Draw(image)
    line = max(1, round(max(image.size) / 400))
    for digit in reading.digits:
        x, y, width, height = (scale * side for side in digit.box)
        colour = DOUBTED if digit.digit == UNSURE else SURE
        draw.rectangle((x, y, x + width, y + height), outline=colour, width=line)
        font = ImageFont.load_default(max(10, 0.4 * height))
        draw.text((x + line, y), digit.digit, colour, font, anchor="lb")
    return image


def write_annotated(picture: Path | bytes, reading: Reading, file: Path) -> None:
    """Writes the annotated picture, whole or not at all.

    Raises:
        DataError: The file is there already, or its name does not end in ``.png``.
    """
    check_free(file)
    image = annotated(picture, reading)
    write_whole(file, lambda temporary: image.save(temporary, "png"))


def check_free(file: Path) -> None:
    """Raises `DataError` where an annotated picture cannot go."""
    if file.suffix.lower() != ".png":
        raise DataError(f"{file}: its name must end in .png")
    if file.exists():
        raise DataError(f"{file}: is there already, and never overwritten; choose another name")
