"""The service as an ASGI application: which operations there are, and what stands before them."""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI
from starlette.types import ASGIApp

from denselab.recognise import reads_digits
from denselab.serve.friendly import add_friendly
from denselab.serve.guard import Guard
from denselab.serve.pages import add_pages
from denselab.serve.protocol import add_protocol
from denselab.serve.reading import add_reading
from denselab.serve.refusals import add_refusals
from denselab.serve.service import Service


def application(service: Service, names: Collection[str] = ()) -> ASGIApp:
    """The application that answers for a service.

    Args:
        service: What answers.
        names: Host names by which it may be called, besides this machine's own.
    """

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with service.at_work():
            yield

    app = FastAPI(
        title=f"denselab: {service.name}",
        version=version("denselab"),
        lifespan=lifespan,
        docs_url=None,  # its pages are fetched from elsewhere
        redoc_url=None,
        # It would look for whoever collects it at every request.
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )
    add_friendly(app, service)
    add_protocol(app, service)
    has_digits = reads_digits(service.predictor.run)
    if has_digits:
        add_reading(app, service)
    add_pages(app, service, has_digits)
    add_refusals(app)
    return Guard(app, service.limits, names)
