"""What a person sees in a browser: the drawing page, and the operations in words.

Everything comes from here; no page fetches anything from elsewhere.
"""

import json
from importlib.resources import files
from typing import Any

from fastapi import FastAPI, Response
from jinja2 import Environment, PackageLoader
from starlette.responses import HTMLResponse, RedirectResponse

from denselab.report.colours import DARK, LIGHT, custom_properties
from denselab.serve.refusals import RefusedError
from denselab.serve.service import Service

#: The files of the page, by name: their room and their type.
_FILES = {
    "page.css": ("denselab.serve", "page/page.css", "text/css"),
    "page.js": ("denselab.serve", "page/page.js", "text/javascript"),
    "digits.js": ("denselab.serve", "page/digits.js", "text/javascript"),
    "reading.js": ("denselab.serve", "page/reading.js", "text/javascript"),
    "pad.js": ("denselab.browser", "pad.js", "text/javascript"),
}


def add_pages(app: FastAPI, service: Service, reads_digits: bool) -> None:
    """Adds ``/``, ``/docs`` and what they need; they are no operations of the API."""
    pages = Environment(
        loader=PackageLoader("denselab.serve", "page"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    known = {name: _file(name) for name in _FILES}

    @app.get("/page/{name}", include_in_schema=False)
    async def file(name: str) -> Response:
        if name not in known:
            raise RefusedError(404, f"there is no {name[:80]!r}")
        return Response(known[name], media_type=_FILES[name][2])

    @app.get("/docs", include_in_schema=False)
    async def docs() -> HTMLResponse:
        page = pages.get_template("docs.html.j2")
        operations = list(_operations(app.openapi()))
        return HTMLResponse(page.render(model=service.facts(), operations=operations))

    @app.get("/", include_in_schema=False)
    async def index() -> Response:
        if not reads_digits:
            return RedirectResponse("/docs")
        page = pages.get_template("index.html.j2")
        return HTMLResponse(page.render(model=service.facts(), percent="{:.2%}".format))


def _file(name: str) -> str:
    room, place, _ = _FILES[name]
    text = files(room).joinpath(place).read_text(encoding="utf-8")
    return _palette() + text if name == "page.css" else text


def _palette() -> str:
    light, dark = custom_properties(LIGHT), custom_properties(DARK)
    return f":root {{ {light} }}\n@media (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}\n"


def _operations(document: dict[str, Any]) -> list[dict[str, Any]]:
    """What the page tells of each operation of an OpenAPI document."""
    return [
        {
            "method": method.upper(),
            "path": path,
            "says": operation["description"],
            "takes": {
                kind: json.dumps(_resolved(content["schema"], document), indent=1)
                for kind, content in operation.get("requestBody", {}).get("content", {}).items()
            },
            "answers": {
                status: answer["description"] for status, answer in operation["responses"].items()
            },
        }
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]


def _resolved(schema: Any, document: dict[str, Any]) -> Any:
    """A schema without references to others."""
    if isinstance(schema, list):
        return [_resolved(each, document) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if reference := schema.get("$ref"):
        return _resolved(document["components"]["schemas"][reference.split("/")[-1]], document)
    return {key: _resolved(value, document) for key, value in schema.items()}
