"""The API's OpenAPI document for wapiti: without `anyOf`, and with values that the API accepts.

wapiti changes one value of a valid request at a time. It does not support `anyOf`, and would send values that every
route rejects at once. So each schema becomes its first choice, with a value that passes validation.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cli.shared.errors import UserError

Json = dict[str, Any]


def scan_document(document: Json, url: str, known: Mapping[str, str]) -> Json:
    """The document with `url` as its server.

    Args:
        document: OpenAPI 3.1.
        known: values for parameters and fields by name, e.g. ids of stored objects.

    Raises:
        UserError: if a path parameter has no known value.
    """
    made = {"openapi": "3.0.3", "info": document["info"], "servers": [{"url": url}]}
    paths = {
        path: {
            method: _operation(document, operation, known)
            for method, operation in methods.items()
            # wapiti attacks no path, so a deletion has nothing to attack; it would delete objects that others need.
            if method != "delete"
        }
        for path, methods in document["paths"].items()
    }
    return {**made, "paths": paths}


def _operation(document: Json, operation: Json, known: Mapping[str, str]) -> Json:
    made: Json = {"responses": {}, "parameters": []}
    for parameter in operation.get("parameters", []):
        name, place = parameter["name"], parameter["in"]
        if place == "header":
            continue  # wapiti sends headers without attacking them, and a wrong one ends every request early
        if place == "path" and name not in known:
            raise UserError(f"the scan needs a value for the path parameter {name}")
        schema = _simple(document, parameter["schema"], name, known)
        made["parameters"].append({"name": name, "in": place, "required": place == "path", "schema": schema})
    body = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if body:
        schema = _simple(document, body["schema"], "body", known)
        made["requestBody"] = {"content": {"application/json": {"schema": schema}}}
    return made


def _simple(document: Json, schema: Json, name: str, known: Mapping[str, str]) -> Json:
    schema = _first_choice(document, schema)
    if schema.get("type") == "object":
        fields = schema.get("properties", {})
        return {"type": "object", "properties": {key: _simple(document, of, key, known) for key, of in fields.items()}}
    if name in known:
        return {"type": "string", "default": known[name]}
    match schema.get("type"):
        case "integer" | "number" as kind:
            return {"type": kind, "default": max(1, schema.get("minimum", 1))}
        case _:
            return {"type": "string", "default": schema["enum"][0] if "enum" in schema else "Alex"}


def _first_choice(document: Json, schema: Json) -> Json:
    while "$ref" in schema or "anyOf" in schema:
        if "$ref" in schema:
            schema = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
        else:
            schema = schema["anyOf"][0]
    return schema
