"""Every operation of the API, from its OpenAPI document, so that tests cover new operations too."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from api.app import create_app
from api.body import FILE_MEDIA_TYPE
from api.openapi import operations

DOCUMENT = create_app().openapi()
#: Method, path template, operation.
OPERATIONS = list(operations(DOCUMENT))
SECURED = [(method, path) for method, path, operation in OPERATIONS if operation.get("security")]
_BODIES = [
    (method, path, operation["requestBody"]["content"])
    for method, path, operation in OPERATIONS
    if "requestBody" in operation
]
#: With a JSON body.
WITH_BODY = [(method, path) for method, path, content in _BODIES if "application/json" in content]
WITH_FILE = [(method, path) for method, path, content in _BODIES if FILE_MEDIA_TYPE in content]
UNUSED_ID = "11111111-2222-3333-4444-555555555555"


def filled(path: str, ids: Mapping[str, object] | None = None) -> str:
    """The template filled with `ids`. Other placeholders get an unused id or a well-known symbol."""
    known: dict[str, object] = {"symbol": "VTI", **(ids or {})}
    return re.sub(r"\{(\w+)\}", lambda part: str(known.get(part[1], UNUSED_ID)), path)


def addressed(method: str, path: str, **query: str) -> str:
    """The filled template with the query that the operation requires, and with this one, already escaped."""
    parameters: list[Any] = DOCUMENT["paths"][path][method.lower()].get("parameters", [])
    query = {each["name"]: "x" for each in parameters if each["in"] == "query" and each["required"]} | query
    return filled(path) + "?" * bool(query) + "&".join(f"{name}={value}" for name, value in query.items())


def valid_request(method: str, path: str) -> dict[str, Any]:
    """What an `Api` is called with besides method and path: the example body, or a file with one holding."""
    if (method, path) in WITH_FILE:
        return {"raw": b"Symbol,Quantity,Price\nVOO,1,500\n", "media": FILE_MEDIA_TYPE}
    return {"body": valid_body(method, path) if (method, path) in WITH_BODY else None}


def body_schema(method: str, path: str) -> dict[str, Any]:
    schema: dict[str, Any] = DOCUMENT["paths"][path][method.lower()]["requestBody"]["content"]["application/json"][
        "schema"
    ]
    return resolved(schema)


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema without references. Of several choices the first, because null comes last."""
    while "$ref" in schema or "anyOf" in schema:
        schema = schema["anyOf"][0] if "anyOf" in schema else part(schema["$ref"])
    return schema


def part(reference: str) -> dict[str, Any]:
    found: Any = DOCUMENT
    for step in reference.removeprefix("#/").split("/"):
        found = found[step]
    return found


def valid_body(method: str, path: str) -> dict[str, Any]:
    """The example body in the document."""
    schema = body_schema(method, path)
    return dict(schema["examples"][0]) if schema.get("properties") else {}
