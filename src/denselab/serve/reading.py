"""``/api/read`` and ``/api/corrections``: what the drawing page asks, of Runs that read digits."""

import io
from base64 import b64decode, b64encode
from typing import Annotated, Any

import numpy as np
from fastapi import FastAPI, Request
from PIL import Image
from pydantic import BaseModel, ConfigDict, Field

from denselab.corrections import count_corrections, keep_correction
from denselab.data.images import image_size, read_image
from denselab.errors import DataError
from denselab.handwriting import SIDE
from denselab.recognise import Digit, Reader, Reading
from denselab.serve.direct import direct
from denselab.serve.refusals import RefusedError
from denselab.serve.schemas import ANY, Share, refusals
from denselab.serve.service import Service

_LONGEST = 10_000  # characters of a picture of 28 × 28 pixels, however badly it is packed
Picture = Annotated[
    str,
    Field(max_length=_LONGEST, description="A PNG of 28 × 28 grey pixels, in base64."),
]


class ReadDigit(BaseModel):
    """A digit that was found in a picture."""

    digit: Annotated[str, Field(description="0 to 9, or ? where the network is unsure.")]
    probability: Annotated[Share, Field(description="Of the likeliest digit.")]
    probabilities: Annotated[list[Share], Field(description="Of each digit, 0 to 9.")]
    box: Annotated[list[int], Field(description="x, y, width, height, in the picture's pixels.")]
    image: Picture


class Read(BaseModel):
    """What a picture says."""

    text: Annotated[str, Field(description="The digits, rows joined by /.")]
    width: Annotated[int, Field(description="Of the picture as a viewer shows it.")]
    height: int
    digits: list[ReadDigit]
    seconds: float


class Correction(BaseModel):
    """What an image is."""

    model_config = ConfigDict(strict=True)

    image: Picture
    label: Annotated[str, Field(description="One of the model's classes.")]


class Kept(BaseModel):
    """What has become of a correction."""

    label: str
    corrections: Annotated[int, Field(description="How many there are by now.")]


def add_reading(app: FastAPI, service: Service) -> None:
    """Adds the operations that need a network for digits."""
    reader = Reader(service.predictor)
    binary = {"schema": {"type": "string", "format": "binary"}}

    @direct(
        app,
        "/api/read",
        body={"required": True, "content": {"image/*": binary}},
        answer=Read,
        refused={*ANY, 415},
    )
    async def read(request: Request) -> dict[str, Any]:
        """The digits in a picture: a photograph, a scan, or a drawing."""
        kind = request.headers.get("content-type", "")
        if not kind.startswith("image/"):
            raise RefusedError(415, f"Content-Type: must be of an image, found {kind[:80]!r}")
        return _told(await service.hands.do(reader.read, await request.body()))

    @app.post("/api/corrections", response_model=Kept, responses=refusals(*ANY))
    async def correct(correction: Correction) -> dict[str, Any]:
        """Keeps what an image is, in the folder of the Run."""
        if correction.label not in service.predictor.classes:
            known = ", ".join(service.predictor.classes)
            raise RefusedError(422, f"label: must be one of {known}, found {correction.label!r}")
        image = _pixels(correction.image)
        n = await service.hands.do(_keep, service, image, correction.label)
        return {"label": correction.label, "corrections": n}


def _keep(service: Service, image: np.ndarray, label: str) -> int:
    run = service.predictor.run.path
    keep_correction(run, image, label)
    return count_corrections(run)


def _told(reading: Reading) -> dict[str, Any]:
    height, width = reading.shape
    told = reading.to_json()
    digits = zip(told["digits"], reading.digits, strict=True)
    return {
        "text": told["text"],
        "width": width,
        "height": height,
        "digits": [each | _more(digit) for each, digit in digits],
        "seconds": told["seconds"],
    }


def _more(digit: Digit) -> dict[str, Any]:
    """What the page shows of a digit beside what the reading tells."""
    return {"probabilities": digit.probabilities.tolist(), "image": _png(digit.image)}


def _png(image: np.ndarray) -> str:
    file = io.BytesIO()
    Image.fromarray(image).save(file, "PNG")
    return b64encode(file.getvalue()).decode()


def _pixels(picture: str) -> np.ndarray:
    """The pixels of a `Picture`, ``(28, 28)`` uint8."""
    try:
        file = b64decode(picture, validate=True)
    except ValueError as error:
        raise DataError("image: must be a picture in base64") from error
    if (size := image_size(file)) != (SIDE, SIDE):
        raise DataError(f"image: must be {SIDE}×{SIDE} pixels, found {size[1]}×{size[0]}")
    return read_image(file, (SIDE, SIDE))
