"""Malformed requests to every operation are refused before the database is asked.

There is no database here: a request that reached it would be answered with 500.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from api import body
from api.middleware import HEADERS
from tests.lambdas.api_fixtures import Answer, Api
from tests.lambdas.openapi_operations import (
    DOCUMENT,
    OPERATIONS,
    WITH_BODY,
    addressed,
    body_schema,
    filled,
    resolved,
    valid_body,
    valid_request,
)

METHODS = ("GET", "POST", "PUT", "DELETE")
each_with_body = pytest.mark.parametrize(("method", "path"), WITH_BODY, ids=lambda part: part)


def nested(depth: int) -> Any:
    made: Any = {"x": 1}
    for _ in range(depth):
        made = {"x": made}
    return made


def refused(answer: Answer, *statuses: int) -> list[str]:
    """The names of the fields that the problem names."""
    assert answer.status in statuses, (answer.status, answer.text)
    assert answer.headers["content-type"] == "application/problem+json"
    assert HEADERS.items() <= answer.headers.items()
    problem = answer.json
    assert {"type", "title"} <= set(problem)
    assert (problem["status"], bool(problem["detail"])) == (answer.status, True)
    return [error["field"] for error in problem.get("errors", [])]


@each_with_body
def test_a_body_of_another_or_no_media_type_is_refused(api_without_database: Api, method: str, path: str) -> None:
    others = ("text/plain", "text/json", "application/xml", "application/x-www-form-urlencoded", "nonsense")
    for media in (None, "multipart/form-data; boundary=x", *others):
        refused(api_without_database(method, filled(path), valid_body(method, path), media=media), 415)


@each_with_body
@pytest.mark.parametrize(
    "raw",
    [
        pytest.param("{", id="open"),
        pytest.param("nonsense", id="word"),
        pytest.param("{'name': 1}", id="single quotes"),
        pytest.param('{"name": "a",}', id="trailing comma"),
        pytest.param('{"name": 1}{"name": 2}', id="two documents"),
        pytest.param('{"cash": 1' + "0" * 5000 + "}", id="a number of 5000 digits"),
        pytest.param("[" * 16_000, id="16,000 deep and open"),
        pytest.param("[" * 16_000 + "]" * 16_000, id="16,000 deep"),
        pytest.param('{"x":' * 5_000 + "1" + "}" * 5_000, id="objects 5,000 deep"),
        pytest.param(b'{"name": "\xff\xfe"}', id="invalid UTF-8"),
        pytest.param(b"\x00", id="NUL"),
    ],
)
def test_a_body_without_json_is_refused(api_without_database: Api, method: str, path: str, raw: str | bytes) -> None:
    refused(api_without_database(method, filled(path), raw=raw), 400)


@each_with_body
@pytest.mark.parametrize("raw", ["[]", '"text"', "5", "true", "NaN", "[{}]", '"\\ud800"'])
def test_json_that_is_not_an_object_is_refused(api_without_database: Api, method: str, path: str, raw: str) -> None:
    assert refused(api_without_database(method, filled(path), raw=raw), 422) == ["body"]


@each_with_body
def test_a_body_over_the_limit_is_refused(api_without_database: Api, method: str, path: str) -> None:
    most = body.MAX_BYTES_OF.get(path, body.MAX_BYTES)
    for raw in ('{"x": "' + "x" * most + '"}', "[" * (most + 1), b"\x00" * (most + 1), " " * most + "{}"):
        refused(api_without_database(method, filled(path), raw=raw), 413)


@each_with_body
def test_a_missing_body_is_refused(api_without_database: Api, method: str, path: str) -> None:
    operation = DOCUMENT["paths"][path][method.lower()]
    if operation["requestBody"].get("required"):
        for raw in (None, "null"):
            assert refused(api_without_database(method, filled(path), raw=raw), 422) == ["body"]


@each_with_body
def test_an_unknown_field_is_refused(api_without_database: Api, method: str, path: str) -> None:
    for name in ("user_id", "__proto__", "x\x00", "n" * 5000):
        fields = refused(api_without_database(method, filled(path), {**valid_body(method, path), name: 1}), 422)
        assert fields == [name[:200]]


@each_with_body
@pytest.mark.parametrize("raw", ['{"\\ud800": 1}', b'{"\xed\xa0\x80": 1}', b'{"x": "\xed\xa0\x80"}'])
def test_half_a_surrogate_pair_is_refused(api_without_database: Api, method: str, path: str, raw: str | bytes) -> None:
    assert refused(api_without_database(method, filled(path), raw=raw), 422)


@each_with_body
def test_a_duplicate_field_is_refused(api_without_database: Api, method: str, path: str) -> None:
    text = json.dumps(valid_body(method, path))[1:-1] or '"x": 1'
    first = next(iter(json.loads("{" + text + "}")))
    raw = "{" + text + ", " + json.dumps(first) + ": 1}"
    assert refused(api_without_database(method, filled(path), raw=raw), 400) == [first]


def wrong_values(schema: dict[str, Any]) -> Iterator[str]:
    """JSON texts of values that do not match this schema."""
    yield from (json.dumps(nested(10)), json.dumps(nested(300)), "[[]]", "true")
    if resolved(schema).get("type") != "array":
        yield "[]"
    match resolved(schema).get("type"):
        case "number":
            yield from ("NaN", "Infinity", "-Infinity", "1e400", "1e30", "9" * 400, '"x"', '"NaN"', '"\\u0661x"')
            yield from ('""', '"1e999999999"', '"' + "9" * 5000 + '"')
        case "string":
            yield from (json.dumps("x" * 3000), json.dumps("a\x00b"), '"\\ud800"', "5", json.dumps("\x1b[31m"))
        case "integer" | "object" | None:
            yield from ("NaN", '"x"', "-1e400")
        case "array":
            yield from ('"x"', "5", "[5]", '["x"]', "null")
            # An empty list and a list of lists were given above.
        case other:
            raise AssertionError(f"no wrong values are known for type {other}")


@each_with_body
def test_a_field_of_a_wrong_type_or_out_of_range_is_named(api_without_database: Api, method: str, path: str) -> None:
    for name, schema in body_schema(method, path).get("properties", {}).items():
        others = {key: value for key, value in valid_body(method, path).items() if key != name}
        for value in wrong_values(schema):
            raw = json.dumps({**others, name: 0})[: -len("0}")] + value + "}"
            fields = refused(api_without_database(method, filled(path), raw=raw), 422)
            assert all(field.split(".")[0] == name for field in fields), (name, value, fields)
            assert fields, (name, value)


_WRONG_PARAMETERS = {
    "uuid": ["1", "x" * 300, "11111111-2222-3333-4444-55555555555g", "null", "1;2", "'--", "%00"],
    "integer": ["0", "-1", "1e3", "NaN", "1.5", "9" * 400, "", "x", "101e0", "501"],
    "symbol": ["vti", "A" * 41, "A%20", "%00", "-A", "A;"],
    "header": ["", "x" * 1001, "abc", '"open', "null", '"a" "b"', 'w/"a"', '"\x7f"', '*, "a"'],
    "key": ["", "x" * 256, "\x7f", "é", "\t"],
    "name": ["", "x" * 256, "%00", "a%0Ab", "%7F"],
    "search": ["", "%20", "x" * 101, "%00", "a%07b"],
    "mapping": ["", "null", "[]", "x", "%7B", "%00", "x" * 4001, "[" * 3000],
    "boolean": ["", "null", "2", "maybe"],
}


def wrong_parameters(parameter: dict[str, Any]) -> list[str]:
    schema = parameter["schema"]
    match parameter["name"], schema.get("format") or schema["type"]:
        case ("Idempotency-Key", _):
            return _WRONG_PARAMETERS["key"]
        case ("if-match" | "if-none-match", _):
            return _WRONG_PARAMETERS["header"]
        case ("name" | "mapping" | "search" as known, "string"):
            return _WRONG_PARAMETERS[known]
        case (_, "string") if "pattern" in schema:
            return _WRONG_PARAMETERS["symbol"]
        case (_, "uuid" | "integer" | "boolean" as kind):
            return _WRONG_PARAMETERS[kind]
        case other:
            raise AssertionError(f"no wrong values are known for {other}")


@pytest.mark.parametrize(
    ("method", "path", "parameter"),
    [
        (method, path, parameter)
        for method, path, operation in OPERATIONS
        for parameter in operation.get("parameters", [])
    ],
    ids=lambda part: part["name"] if isinstance(part, dict) else part,
)
def test_an_invalid_parameter_is_named(
    api_without_database: Api, method: str, path: str, parameter: dict[str, Any]
) -> None:
    name = parameter["name"]
    sent = valid_request(method, path)
    for value in wrong_parameters(parameter):
        address, headers = addressed(method, path), {}
        match parameter["in"]:
            case "path":
                address = filled(path, {name: value})
            case "query":
                address = addressed(method, path, **{name: value})
            case _:
                headers = {name.lower(): value}
        fields = refused(api_without_database(method, address, **sent, headers=headers), 422)
        assert [field.lower() for field in fields] == [name.lower()], value


@pytest.mark.parametrize("path", DOCUMENT["paths"])
def test_a_wrong_method_is_answered_with_the_allowed_ones(api_without_database: Api, path: str) -> None:
    documented = {method.upper() for method in DOCUMENT["paths"][path]}
    for method in set(METHODS) - documented:
        answer = api_without_database(method, filled(path))
        refused(answer, 405)
        assert set(answer.headers["allow"].split(", ")) == documented


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/docs", "/openapi.json", "/api", "/api/", "/api/nothing", "/api/user/", "/api/accounts/"),
        *("/api//user", "/api/../user", "/api/User", "/api/user%2f"),
    ],
)
def test_an_unknown_path_is_a_404(api_without_database: Api, path: str) -> None:
    for method in METHODS:
        refused(api_without_database(method, path), 404)


@pytest.mark.parametrize(("method", "path"), [(method, path) for method, path, _ in OPERATIONS])
def test_every_operation_answers_with_the_security_headers(api_without_database: Api, method: str, path: str) -> None:
    """Status 200, 503 (there is no database) or 422 (not confirmed); past CloudFront; without a token; wrong bodies."""
    address = addressed(method, path)
    answers = [
        api_without_database(method, address, **valid_request(method, path)),
        Api("user", origin="guess")(method, address),
        api_without_database.as_user(None)(method, address),
        api_without_database(method, address, raw="{}", media="text/plain"),
        api_without_database(method, address, raw="{"),
        api_without_database(method, address, raw=" " * (body.MAX_BYTES_OF.get(path, body.MAX_BYTES) + 1)),
    ]
    assert all(HEADERS.items() <= answer.headers.items() for answer in answers)
    first, *others = [answer.status for answer in answers]
    assert first in (200, 503) or ((method, path, first) == ("DELETE", "/api/user", 422))
    assert others == [403, 401 if path != "/api/health" else 200, 415, 400, 413]
