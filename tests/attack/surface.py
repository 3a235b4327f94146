"""Every place of the API that takes a client's value, from the OpenAPI document."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

#: Sent with every operation, even if it reads none: code between the socket and the route does.
HEADERS = ("authorization", "content-type", "cookie", "x-forwarded-for", "user-agent", "accept-language")
UNKNOWN_QUERY = "q"


@dataclass(frozen=True)
class Place:
    """Place of one value in a request."""

    method: str
    template: str
    """Path with `{parameters}`."""
    kind: str
    """`path`, `query`, `header`, `field`: a value in the body, or `key`: a name in the body."""
    name: str
    """Dotted for a field, e.g. `goal.annual_contribution`. For a key, its object; empty for the body."""

    def __str__(self) -> str:
        return f"{self.method} {self.template} {self.kind} {self.name}".strip()


@dataclass
class Draft:
    """A request to send; without a body if `body` is None."""

    method: str
    template: str
    path: dict[str, str] = field(default_factory=dict)
    query: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    body: dict[str, Any] | None = None

    def with_value(self, place: Place, value: str) -> Draft:
        changed = copy.deepcopy(self)
        match place.kind:
            case "path":
                changed.path[place.name] = value
            case "query":
                changed.query[place.name] = value
            case "header":
                changed.headers[place.name] = value
            case "field" | "key":
                changed.body = changed.body if changed.body is not None else {}
                *parents, last = place.name.split(".") if place.kind == "field" else [*_names(place.name), value]
                target = changed.body
                for parent in parents:
                    target = target.setdefault(parent, {})
                target[last] = value if place.kind == "field" else 1
            case _:
                raise ValueError(f"a place is in a path, a query, a header, a field or a key, not in a {place.kind}")
        return changed

    @property
    def url(self) -> str:
        """Escaped once, as clients do: the server decodes exactly the value."""
        url = self.template
        for name, value in self.path.items():
            url = url.replace(f"{{{name}}}", quote(_encodable(value), safe=""))
        query = urlencode({name: _encodable(value) for name, value in self.query.items()})
        return f"{url}?{query}" if query else url

    @property
    def content(self) -> bytes | None:
        """Escaped to ASCII, so that a lone surrogate reaches the server too."""
        return None if self.body is None else json.dumps(self.body).encode()


def places(document: dict[str, Any]) -> list[Place]:
    return [place for template, methods in document["paths"].items() for place in _of_path(document, template, methods)]


def _of_path(document: dict[str, Any], template: str, methods: dict[str, Any]) -> Iterator[Place]:
    for method, operation in methods.items():
        declared = [(parameter["in"], parameter["name"].lower()) for parameter in operation.get("parameters", [])]
        extra = [("header", name) for name in HEADERS] + [("query", UNKNOWN_QUERY)]
        for kind, name in [*declared, *(header for header in extra if header not in declared)]:
            yield Place(method.upper(), template, kind, name)
        body = operation.get("requestBody", {}).get("content", {}).get("application/json")
        if body:
            for kind, name in _of_schema(document, body["schema"], ""):
                yield Place(method.upper(), template, kind, name)


def _of_schema(document: dict[str, Any], schema: dict[str, Any], name: str) -> Iterator[tuple[str, str]]:
    """The fields and objects below `schema`; a field that may be an object is both."""
    if name:
        yield "field", name
    for alternative in _alternatives(document, schema):
        if alternative.get("type") != "object":
            continue
        yield "key", name
        for child, of_child in alternative.get("properties", {}).items():
            yield from _of_schema(document, of_child, f"{name}.{child}" if name else child)


def _alternatives(document: dict[str, Any], schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if "$ref" in schema:
        yield from _alternatives(document, document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]])
        return
    choices = schema.get("anyOf") or schema.get("oneOf")
    if not choices:
        yield schema
    for choice in choices or []:
        yield from _alternatives(document, choice)


def _names(dotted: str) -> list[str]:
    return dotted.split(".") if dotted else []


def _encodable(value: str) -> str:
    """Replace lone surrogates, which a URL cannot hold, with the replacement character, as browsers do."""
    return value.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
