"""``/v2``: the Open Inference Protocol (REST, version 2), as KServe, Triton and others speak it.

https://github.com/kserve/open-inference-protocol/blob/main/specification/protocol/inference_rest.md
"""

from functools import partial
from importlib.metadata import version
from typing import Annotated, Any

import numpy as np
from fastapi import FastAPI, Path, Request
from pydantic import BaseModel, ConfigDict, Field

from denselab.errors import DataError
from denselab.serve.direct import direct
from denselab.serve.kinds import Asked
from denselab.serve.refusals import RefusedError
from denselab.serve.schemas import ANY, json_body, refusals
from denselab.serve.service import Service
from denselab.serve.tensors import Spec, Tensor, array_of, tensor_of


class Wanted(BaseModel):
    """A tensor that is asked for."""

    model_config = ConfigDict(strict=True)

    name: str
    parameters: dict[str, Any] = {}


class Inference(BaseModel):
    """A request."""

    model_config = ConfigDict(strict=True)

    id: Annotated[str | None, Field(description="Comes back in the answer.")] = None
    parameters: Annotated[dict[str, Any], Field(description="Are not looked at.")] = {}
    inputs: Annotated[list[Tensor], Field(min_length=1)]
    outputs: Annotated[
        list[Wanted] | None, Field(description="Which tensors to answer with; all by default.")
    ] = None


class Inferred(BaseModel):
    """An answer."""

    model_name: str
    id: str | None = None
    outputs: list[Tensor]


class Metadata(BaseModel):
    """What a model reads and says."""

    name: str
    platform: str
    inputs: list[dict[str, Any]]
    outputs: list[dict[str, Any]]


def add_protocol(app: FastAPI, service: Service) -> None:
    """Adds the operations below ``/v2``."""
    _add_health(app)
    _add_model(app, service)
    _add_inference(app, service)


def _add_health(app: FastAPI) -> None:
    @app.get("/v2", responses=refusals(421))
    async def server() -> dict[str, Any]:
        """What answers here."""
        return {"name": "denselab", "version": version("denselab"), "extensions": []}

    @app.get("/v2/health/live", responses=refusals(421))
    async def live() -> dict[str, bool]:
        """Whether the service can be asked anything."""
        return {"live": True}

    @app.get("/v2/health/ready", responses=refusals(421))
    async def ready() -> dict[str, bool]:
        """Whether it answers; nothing is accepted before it can."""
        return {"ready": True}


def _add_model(app: FastAPI, service: Service) -> None:
    known = _name(service)

    @app.get("/v2/models/{name}", response_model=Metadata, responses=refusals(404, 421))
    async def metadata(name: str = known) -> dict[str, Any]:
        """The tensors of the model."""
        _check_name(service, name)
        return {
            "name": service.name,
            "platform": "keras_jax",
            "inputs": [spec.to_json() for spec in service.door.inputs],
            "outputs": [spec.to_json() for spec in _outputs(len(service.predictor.classes))],
        }

    @app.get("/v2/models/{name}/ready", responses=refusals(404, 421))
    async def model_ready(name: str = known) -> dict[str, Any]:
        """Whether the model answers."""
        _check_name(service, name)
        return {"name": service.name, "ready": True}


def _add_inference(app: FastAPI, service: Service) -> None:
    known = _name(service)

    @direct(
        app,
        "/v2/models/{name}/infer",
        body=json_body(Inference),
        answer=Inferred,
        refused={*ANY, 404},
    )
    async def infer(request: Request, name: str = known) -> dict[str, Any]:
        """What the network says of tensors."""
        _check_name(service, name)
        id_, wanted, samples = await service.read_json(
            partial(_asked, service), await request.body()
        )
        said = await service.probabilities(samples)
        tensors = _tensors(said, service.predictor.classes)
        answer: dict[str, Any] = {"model_name": service.name}
        if id_ is not None:
            answer["id"] = id_
        answer["outputs"] = [tensors[name] for name in wanted]
        return answer


def _asked(service: Service, content: bytes) -> tuple[str | None, list[str], Asked]:
    """A request's id, the tensors that it wants, and the samples in those that it brings."""
    asked = Inference.model_validate_json(content)
    wanted = _wanted(asked.outputs)
    for tensor in asked.inputs:  # before anything is made of them
        service.check_few(tensor.shape[0] if tensor.shape else 0)
    return asked.id, wanted, service.door.of_tensors(_named(asked.inputs))


def _outputs(classes: int) -> list[Spec]:
    """What the model says of n samples."""
    return [
        Spec("class", "BYTES", (-1,)),
        Spec("probability", "FP32", (-1,)),
        Spec("probabilities", "FP32", (-1, classes)),
    ]


def _wanted(asked: list[Wanted] | None) -> list[str]:
    """The names of the tensors to answer with."""
    known = [spec.name for spec in _outputs(0)]
    wanted = known if asked is None else [each.name for each in asked]
    if not set(wanted) <= set(known) or len(set(wanted)) < len(wanted):
        raise DataError(f"outputs: each must be one of {', '.join(known)}, and asked for once")
    return wanted


def _tensors(said: np.ndarray, classes: tuple[str, ...]) -> dict[str, dict[str, Any]]:
    """The tensors that are made of probabilities ``(n, classes)``."""
    names = np.array(classes, object)[said.argmax(axis=1)]
    arrays = (names, said.max(axis=1), said)
    return {
        spec.name: tensor_of(spec.name, spec.datatype, array)
        for spec, array in zip(_outputs(len(classes)), arrays, strict=True)
    }


def _named(tensors: list[Tensor]) -> dict[str, np.ndarray]:
    named = {tensor.name: array_of(tensor) for tensor in tensors}
    if len(named) < len(tensors):
        raise DataError("inputs: every tensor must have a name of its own")
    return named


def _name(service: Service) -> Any:
    """A name in a path, of which one is known."""
    return Path(json_schema_extra={"enum": [service.name]})


def _check_name(service: Service, name: str) -> None:
    if name != service.name:
        raise RefusedError(404, f"the model here is {service.name!r}, found {name[:80]!r}")
