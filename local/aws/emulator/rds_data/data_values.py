"""Values of the RDS Data API: `SqlParameter` in, `Field` out."""

from __future__ import annotations

import base64
import json
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from psycopg2 import extensions

_DATE, _TIME = r"\d{4}-\d\d-\d\d", r"\d\d:\d\d:\d\d(\.\d+)?"


def _matches(pattern: str) -> Callable[[str], object]:
    def check(text: str) -> object:
        if not re.fullmatch(pattern, text):
            raise ValueError(text)
        return text

    return check


_HINTS: dict[str, tuple[str, str, Callable[[str], object]]] = {
    "DATE": ("date", "YYYY-MM-DD", _matches(_DATE)),
    "DECIMAL": ("numeric", "a decimal number", Decimal),
    "JSON": ("json", "JSON", json.loads),
    "TIME": ("time", "HH:MM:SS[.FFF]", _matches(_TIME)),
    "TIMESTAMP": ("timestamp", "YYYY-MM-DD HH:MM:SS[.FFF]", _matches(f"{_DATE} {_TIME}")),
    "UUID": ("uuid", "a UUID", uuid.UUID),
}
"""typeHint: the PostgreSQL type it binds, the format it takes, and a check of it."""

_TEXT_OIDS = (114, 3802, 1082, 1083, 1114, 1266, 1186)
"""json, jsonb, date, time, timestamp, timetz, interval: the Data API returns PostgreSQL's text."""
_TIMESTAMPTZ_OID = 1184


@dataclass(frozen=True)
class Parameter:
    value: Any
    type: str
    """PostgreSQL type of the binding. As on Aurora a string is a varchar, which a uuid column rejects."""


def parameter(data: dict[str, Any]) -> Parameter:
    """Reads an `SqlParameter`. Raises ValueError with its name when the value does not match the type hint."""
    name, value, hint = data["name"], data.get("value", {}), data.get("typeHint")
    if hint is not None:
        if hint not in _HINTS:
            raise ValueError(f"Parameter {name}: typeHint {hint} is not one of {', '.join(_HINTS)}")
        kind, wanted, check = _HINTS[hint]
        if value.get("isNull"):
            return Parameter(None, kind)
        try:
            check(value["stringValue"])
        except (ValueError, KeyError, ArithmeticError) as error:
            raise ValueError(f"Parameter {name}: typeHint {hint} needs a stringValue that is {wanted}") from error
        return Parameter(value["stringValue"], kind)
    match value:
        case {"isNull": True}:
            return Parameter(None, "unknown")
        case {"stringValue": str(text)}:
            return Parameter(text, "varchar")
        case {"booleanValue": bool(flag)}:
            return Parameter(flag, "boolean")
        case {"longValue": int(number)}:
            return Parameter(number, "bigint")
        case {"doubleValue": float(number) | int(number)}:
            return Parameter(float(number), "double precision")
        case {"blobValue": str(encoded)}:
            return Parameter(base64.b64decode(encoded), "bytea")
        case _:
            raise ValueError(f"Parameter {name}: {next(iter(value), 'an empty value')} is not supported")


def field(value: Any) -> dict[str, Any]:
    """A column's value as a `Field`."""
    match value:
        case None:
            return {"isNull": True}
        case bool():
            return {"booleanValue": value}
        case int():
            return {"longValue": value}
        case float():
            return {"doubleValue": value}
        case memoryview() | bytes():
            return {"blobValue": base64.b64encode(value).decode()}
        case list():
            return {"arrayValue": _array(value)}
        case _:
            return {"stringValue": str(value)}


def _array(values: list[Any]) -> dict[str, Any]:
    kinds = ((bool, "booleanValues"), (int, "longValues"), (float, "doubleValues"), (list, "arrayValues"))
    for kind, member in kinds:
        if values and all(isinstance(value, kind) for value in values):
            return {member: [_array(value) for value in values] if kind is list else values}
    return {"stringValues": [str(value) for value in values]}


def keep_text(connection: Any) -> None:
    """Makes a psycopg2 connection return PostgreSQL's own text where the Data API does; instants are in UTC."""
    for oids, name, reader in ((_TEXT_OIDS, "TEXT", _as_it_is), ((_TIMESTAMPTZ_OID,), "INSTANT", _without_zone)):
        extensions.register_type(extensions.new_type(oids, name, reader), connection)


def _as_it_is(value: Any, _cursor: Any) -> Any:
    return value


def _without_zone(value: Any, _cursor: Any) -> Any:
    return value and value.removesuffix("+00")
