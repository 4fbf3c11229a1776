"""``/api``: for people and programs that know nothing of tensors."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from fastapi import FastAPI, Request
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException

from denselab.serve.direct import direct
from denselab.serve.kinds import Asked, Images
from denselab.serve.refusals import RefusedError
from denselab.serve.schemas import ANY, Model, Predictions, json_body, refusals
from denselab.serve.service import Service

_JSON = "application/json"
_FORM = "multipart/form-data"
_IMAGES = ("image/png", "image/jpeg", "image/*", "application/octet-stream")


def add_friendly(app: FastAPI, service: Service) -> None:
    """Adds the operations below ``/api``."""

    @app.get("/api/model", response_model=Model, responses=refusals(421))
    async def model() -> dict[str, Any]:
        """What is known of the network that answers."""
        return service.facts()

    @direct(
        app,
        "/api/predict",
        body=_request_body(service),
        answer=Predictions,
        refused={*ANY, 415},
    )
    async def predict(request: Request) -> dict[str, Any]:
        """What the network says of samples."""
        asked = await _asked(service, request)
        said = await service.probabilities(asked)
        return {"predictions": predictions(said, service.predictor.classes), "notes": asked.notes}


def predictions(said: np.ndarray, classes: Sequence[str]) -> list[dict[str, Any]]:
    """Probabilities ``(n, classes)`` by name, and the likeliest class, sample by sample.

    Example:
        >>> predictions(np.array([[0.25, 0.75]]), ["no", "yes"])
        [{'class': 'yes', 'probability': 0.75, 'probabilities': {'no': 0.25, 'yes': 0.75}}]
    """
    return [
        {
            "class": classes[label],
            "probability": row[label],
            "probabilities": dict(zip(classes, row, strict=True)),
        }
        for label, row in zip(said.argmax(axis=1).tolist(), said.tolist(), strict=True)
    ]


async def _asked(service: Service, request: Request) -> Asked:
    door, kind = service.door, request.headers.get("content-type", _JSON).partition(";")[0].strip()
    if kind == _JSON:
        return await service.read_json(door.of_json, await request.body())
    if isinstance(door, Images):
        if kind == _FORM:
            files = await _files(request, service.limits.samples)
            return await service.hands.do(door.of_files, files)
        if kind.startswith("image/") or kind == "application/octet-stream":
            return await service.hands.do(door.of_files, [await request.body()])
    known = ", ".join(_content_types(service))
    raise RefusedError(415, f"Content-Type: must be one of {known}, found {kind[:80]!r}")


async def _files(request: Request, most: int) -> list[bytes]:
    """What the files of a form hold."""
    try:
        form = await request.form(max_files=most, max_fields=1)
    except HTTPException as error:  # Starlette's, for a form that cannot be read
        raise RefusedError(400, f"the form cannot be read: {error.detail}") from error
    files = [part for _, part in form.multi_items() if isinstance(part, UploadFile)]
    if not files:
        raise RefusedError(422, "a form must have a file, found none")
    return [await file.read() for file in files]


def _content_types(service: Service) -> list[str]:
    return [_JSON, _FORM, *_IMAGES] if isinstance(service.door, Images) else [_JSON]


def _request_body(service: Service) -> dict[str, Any]:
    binary = {"type": "string", "format": "binary"}
    files = {
        "type": "object",
        "properties": {"files": {"type": "array", "items": binary, "minItems": 1}},
        "required": ["files"],
    }
    content: dict[str, Any] = {
        name: {"schema": files if name == _FORM else binary} for name in _content_types(service)
    }
    return {"required": True, "content": content | json_body(service.door.body)["content"]}
