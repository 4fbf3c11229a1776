"""How a request is refused: a status, and the reason in one line.

Whoever refuses raises `RefusedError`; here every error of the service becomes ``{"error": "..."}``,
as the Open Inference Protocol has it.
"""

from collections.abc import Mapping

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from pydantic_core import ErrorDetails, to_json
from starlette.exceptions import HTTPException

from denselab.errors import DataError, DenselabError

_LONGEST = 500  # characters of a reason


class RefusedError(DenselabError):
    """A request that is not answered.

    Args:
        status: Of HTTP, from 400 on.
        reason: One line.
        headers: That the answer shall have.
    """

    def __init__(self, status: int, reason: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(reason)
        self.status = status
        self.headers = dict(headers or {})


def busy() -> RefusedError:
    """What is said where too much is waiting already."""
    return RefusedError(503, "too many requests are waiting; ask again", {"Retry-After": "1"})


def malformed(error: ValidationError) -> RefusedError:
    """What is said of JSON that is none, or another than is asked for."""
    first = error.errors(include_url=False, include_context=False)[0]
    return RefusedError(400 if first["type"] == "json_invalid" else 422, _told(first))


def answer_of(status: int, reason: str, headers: Mapping[str, str] | None = None) -> Response:
    """A refusal as HTTP has it."""
    line = " ".join(reason.split())
    told = line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"
    return Response(to_json({"error": told}), status, headers, "application/json")


def add_refusals(app: FastAPI) -> None:
    """Has the application tell every error in this way."""

    @app.exception_handler(RefusedError)
    async def refused(_: Request, error: RefusedError) -> Response:
        return answer_of(error.status, str(error), error.headers)

    @app.exception_handler(DataError)
    async def unlike(_: Request, error: DataError) -> Response:
        return answer_of(422, str(error))

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, error: RequestValidationError) -> Response:
        first = error.errors()[0]
        return answer_of(400 if first["type"] == "json_invalid" else 422, _told(first))

    @app.exception_handler(HTTPException)
    async def other(_: Request, error: HTTPException) -> Response:
        return answer_of(error.status_code, str(error.detail), error.headers)

    @app.exception_handler(Exception)
    async def unforeseen(_: Request, error: Exception) -> Response:
        return answer_of(500, f"unexpected error: {type(error).__name__}")


def _told(error: ErrorDetails) -> str:
    place = ".".join(str(part) for part in error["loc"] if part != "body")
    found = error["input"]
    shown = f", found {found!r:.40}" if isinstance(found, str | int | float) else ""
    return f"{place or 'the request'}: {error['msg']}{shown}"
