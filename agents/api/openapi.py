"""The OpenAPI document: what FastAPI knows of the routes, and what is true of all of them.

`make docs` writes it to `docs/openapi.json`; a test holds it against what the API answers.
"""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI

from api.problems import MEDIA_TYPE

Json = dict[str, Any]

#: Open to everybody, as the HTTP API's route for it is.
OPEN_PATHS = {"/api/health"}

_DESCRIPTIONS: dict[int, str] = {
    304: "The client has it already: its ETag is among those of If-None-Match.",
    400: "The body cannot be read as JSON.",
    401: "No token, or one that is not valid. The gateway answers most of these by itself.",
    403: "Somebody else's, or nobody's: the answers are the same. Or the request came around the site's address.",
    404: "There is no such instrument in the catalogue or among the user's. The gateway says it of an odd address.",
    409: "What is stored is in the way: a limit, a twin, or an empty portfolio.",
    412: "It has changed since it was read: its ETag is not among those of If-Match.",
    413: "The body is too large.",
    415: "The body is not application/json.",
    422: "Fields of the request are not as expected; `errors` names each.",
    429: "Too many requests, or too many analyses. The gateway answers without Retry-After.",
    500: "A bug.",
    503: "The database, the queue or the gateway's function is not available.",
}
#: Whatever the operation. 400, 413 and 415 too: also a body that is not asked for is looked at.
_OF_ALL = {400, 403, 413, 415, 422, 429, 500, 503}
#: What API Gateway answers by itself, as `{"message": …}`.
_OF_THE_GATEWAY = {401, 404, 413, 429, 500, 503}
_RETRY_AFTER = {"Retry-After": {"description": "seconds", "schema": {"type": "integer", "minimum": 1}}}
_ETAG = {"ETag": {"description": "for If-Match and If-None-Match", "schema": {"type": "string"}}}
_LOCATION = {"Location": {"description": "path of what was made", "schema": {"type": "string"}}}


def refusals(*statuses: HTTPStatus) -> dict[int | str, Json]:
    """For a route's `responses`: what it refuses with beyond what all operations do."""
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
        _name(status): _refusal(status) for status in _DESCRIPTIONS if status != HTTPStatus.NOT_MODIFIED
    }
    for _, path, operation in operations(document):
        _complete_operation(path, operation)


def _complete_operation(path: str, operation: Json) -> None:
    for parameter in operation.get("parameters", []):
        _never_null(parameter)
    # It brought the schema in; the statuses themselves follow.
    operation["responses"].pop("default", None)
    statuses = {int(status) for status in operation["responses"]}
    wanted = _OF_ALL | {status for status in statuses if status >= HTTPStatus.BAD_REQUEST}
    if path not in OPEN_PATHS:
        operation["security"] = [{"token": []}]
        wanted.add(401)
    if "{" in path:
        # An id with a line break in it is no address of the API's to the gateway.
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
    """An optional parameter is left out: in a header or a query, null would be the word."""
    schema = parameter["schema"]
    if choices := schema.pop("anyOf", None):
        (only,) = (choice for choice in choices if choice.get("type") != "null")
        parameter["schema"] = only | schema


def _name(status: int) -> str:
    """E.g. `NotFound`."""
    return HTTPStatus(status).name.title().replace("_", "")


def _refusal(status: int) -> Json:
    example = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": "One sentence."}
    content: Json = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}, "example": example}}
    if status in _OF_THE_GATEWAY:
        message = {"type": "object", "properties": {"message": {"type": "string"}}, "required": ["message"]}
        content["application/json"] = {"schema": message}
    refusal: Json = {"description": _DESCRIPTIONS[status], "content": content}
    return refusal | ({"headers": _RETRY_AFTER} if status in (429, 503) else {})


def _document_headers(responses: Json, *, tagged: bool) -> None:
    if tagged and "200" in responses:
        responses["200"]["headers"] = _ETAG
    if "201" in responses:
        responses["201"]["headers"] = _LOCATION | _ETAG
    if "202" in responses:
        responses["202"]["headers"] = _LOCATION
