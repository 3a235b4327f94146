"""The OpenAPI document: the routes as FastAPI knows them, plus the responses and headers that all of them share.

`make docs` writes it to `docs/openapi.json`. A test compares it with the API's responses.
"""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI

from api.problems import MEDIA_TYPE

Json = dict[str, Any]

#: Need no token, like the HTTP API's route for them.
OPEN_PATHS = {"/api/health"}

_DESCRIPTIONS: dict[int, str] = {
    304: "Not modified: the current ETag is among those of If-None-Match.",
    400: "The body cannot be read as JSON.",
    401: "The token is missing or not valid. The gateway answers most of these itself.",
    403: "The resource belongs to another user or does not exist: the answers are the same. Or the request bypassed "
    "the site's address.",
    404: "No such instrument in the catalogue or among the user's. The gateway also answers 404 to a malformed path.",
    409: "The stored data do not allow it: a limit is reached, the symbol is held already, or the portfolio is empty.",
    412: "The resource has changed since it was read: its ETag is not among those of If-Match.",
    413: "The body is too large.",
    415: "The body is not application/json, or not application/octet-stream where a file is expected.",
    422: "Some fields of the request are not valid. `errors` names each.",
    429: "Too many requests or too many analyses. Answers of the gateway have no Retry-After.",
    500: "An internal error.",
    503: "The database, the queue or the gateway's function is not available.",
}
#: Possible for every operation. 400, 413 and 415 too: a body is checked even where none is expected.
_OF_ALL = {400, 403, 413, 415, 422, 429, 500, 503}
#: API Gateway also answers these itself, as `{"message": …}`.
_OF_THE_GATEWAY = {401, 404, 413, 429, 500, 503}
_RETRY_AFTER = {"Retry-After": {"description": "seconds", "schema": {"type": "integer", "minimum": 1}}}
_ETAG = {"ETag": {"description": "for If-Match and If-None-Match", "schema": {"type": "string"}}}
_LOCATION = {"Location": {"description": "path of the created resource", "schema": {"type": "string"}}}


def error_responses(*statuses: HTTPStatus) -> dict[int | str, Json]:
    """For a route's `responses`: errors beyond those that every operation has."""
    return {int(status): {"description": _DESCRIPTIONS[status]} for status in statuses}


class DocumentedApi(FastAPI):
    """A FastAPI app whose document is complete."""

    def openapi(self) -> Json:
        if self.openapi_schema is None:
            document = super().openapi()
            _complete(document)
            self.openapi_schema = document
        return self.openapi_schema


def operations(document: Json) -> Iterator[tuple[str, str, Json]]:
    """Method in upper case, path template and operation, of each operation."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


def _complete(document: Json) -> None:
    parts = document["components"]
    parts["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}}
    for unused in ("HTTPValidationError", "ValidationError"):
        parts["schemas"].pop(unused, None)
    parts["responses"] = {
        _name(status): _error_response(status) for status in _DESCRIPTIONS if status != HTTPStatus.NOT_MODIFIED
    }
    for _, path, operation in operations(document):
        _complete_operation(path, operation)


def _complete_operation(path: str, operation: Json) -> None:
    for parameter in operation.get("parameters", []):
        _never_null(parameter)
    # It is there only to bring the schema in. The statuses themselves follow.
    operation["responses"].pop("default", None)
    statuses = {int(status) for status in operation["responses"]}
    wanted = _OF_ALL | {status for status in statuses if status >= HTTPStatus.BAD_REQUEST}
    if path not in OPEN_PATHS:
        operation["security"] = [{"token": []}]
        wanted.add(401)
    if "{" in path:
        # The gateway matches no route for an id with a line break in it.
        wanted.add(404)
    if not operation.get("parameters") and "requestBody" not in operation:
        wanted.discard(422)
    headers = {parameter["name"] for parameter in operation.get("parameters", []) if parameter["in"] == "header"}
    if "if-match" in headers:
        wanted.add(412)
    if "if-none-match" in headers:
        operation["responses"]["304"] = {"description": _DESCRIPTIONS[HTTPStatus.NOT_MODIFIED], "headers": _ETAG}
    for status in wanted:
        operation["responses"][str(status)] = {"$ref": f"#/components/responses/{_name(status)}"}
    _document_headers(operation["responses"], tagged=bool(headers & {"if-match", "if-none-match"}))
    operation["responses"] = dict(sorted(operation["responses"].items()))


def _never_null(parameter: Json) -> None:
    """An optional parameter is left out, never null: in a header or a query, that would be the text `null`."""
    schema = parameter["schema"]
    if choices := schema.pop("anyOf", None):
        (only,) = (choice for choice in choices if choice.get("type") != "null")
        parameter["schema"] = only | schema


def _name(status: int) -> str:
    """E.g. `NotFound`."""
    return HTTPStatus(status).name.title().replace("_", "")


def _error_response(status: int) -> Json:
    example = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": "One sentence."}
    content: Json = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}, "example": example}}
    if status in _OF_THE_GATEWAY:
        message = {"type": "object", "properties": {"message": {"type": "string"}}, "required": ["message"]}
        content["application/json"] = {"schema": message}
    response: Json = {"description": _DESCRIPTIONS[status], "content": content}
    return response | ({"headers": _RETRY_AFTER} if status in (429, 503) else {})


def _document_headers(responses: Json, *, tagged: bool) -> None:
    if tagged and "200" in responses:
        responses["200"]["headers"] = _ETAG
    if "201" in responses:
        responses["201"]["headers"] = _LOCATION | _ETAG
    if "202" in responses:
        responses["202"]["headers"] = _LOCATION
