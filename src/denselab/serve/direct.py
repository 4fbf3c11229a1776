"""Operations that read their request themselves.

FastAPI finds the arguments of an operation in the request, resolves what they depend on, and checks
what is returned. For a single image that is a good part of the work, and there is nothing to find.
"""

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeAlias

from fastapi import FastAPI, Request, Response
from fastapi.routing import APIRoute
from pydantic import BaseModel
from pydantic_core import to_json

from denselab.serve.schemas import refusals

#: Takes a request, and by name what its path holds; gives what becomes JSON.
Operation: TypeAlias = Callable[..., Awaitable[dict[str, Any]]]


def direct(
    app: FastAPI, path: str, *, body: dict[str, Any], answer: type[BaseModel], refused: set[int]
) -> Callable[[Operation], Operation]:
    """Adds the decorated operation for POST requests.

    Args:
        app: Where to.
        path: Its path; what is in braces is an argument, a str, of the operation.
        body: What a request holds, as OpenAPI tells it.
        answer: What the operation gives.
        refused: The statuses of its refusals.
    """

    def add(operation: Operation) -> Operation:
        app.router.add_api_route(
            path,
            operation,
            methods=["POST"],
            response_model=None,
            response_class=Response,
            responses={200: {"model": answer}, **refusals(*sorted(refused))},
            openapi_extra={"requestBody": body},
            route_class_override=_Direct,
        )
        return operation

    return add


class _Direct(APIRoute):
    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        async def handle(request: Request) -> Response:
            answer = await self.endpoint(request, **request.path_params)
            return Response(to_json(answer), media_type="application/json")

        return handle
