"""Python values to Data API parameters, and Data API fields back to Python values."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID


def parameter(name: str, value: Any) -> dict[str, Any]:
    """One bound parameter, with the type hint that PostgreSQL needs where the Data API has one.

    Datetimes are sent as ISO text, which the statement casts: the TIMESTAMP hint would drop the zone. Dicts and lists
    become JSON. Raises TypeError for a type that no column has, ValueError for NaN, infinity and naive datetimes.
    """
    field, hint = _field(name, value)
    return {"name": name, "value": field, **({"typeHint": hint} if hint else {})}


def _field(name: str, value: Any) -> tuple[dict[str, Any], str | None]:
    match value:
        case None:
            return {"isNull": True}, None
        case bool():
            return {"booleanValue": value}, None
        case int():
            return {"longValue": value}, None
        case float() | Decimal():
            # A float is sent as DECIMAL too: it goes into a numeric column. Its shortest text is the intended value.
            if not Decimal(str(value)).is_finite():
                raise ValueError(f"parameter {name} must be a finite number, is {value}")
            return {"stringValue": str(value)}, "DECIMAL"
        case str():
            return {"stringValue": str(value)}, None
        case UUID():
            return {"stringValue": str(value)}, "UUID"
        case datetime():
            if value.tzinfo is None:
                raise ValueError(f"parameter {name} must have a time zone")
            return {"stringValue": value.isoformat()}, None
        case date():
            return {"stringValue": value.isoformat()}, "DATE"
        case dict() | list():
            return {"stringValue": json.dumps(value, allow_nan=False)}, "JSON"
        case _:
            raise TypeError(f"parameter {name} has type {type(value).__name__}, which no column takes")


def rows(response: dict[str, Any]) -> list[dict[str, Any]]:
    """The records of an ExecuteStatement response that includes result metadata, as dicts by column name."""
    columns = [(column["name"], column["typeName"].lower()) for column in response.get("columnMetadata", [])]
    return [
        {name: python_value(field, type_name) for (name, type_name), field in zip(columns, record, strict=True)}
        for record in response.get("records", [])
    ]


def python_value(field: dict[str, Any], type_name: str) -> Any:
    """The value of one field, by the column's PostgreSQL type (`typeName`, e.g. `timestamptz`)."""
    if field.get("isNull"):
        return None
    ((_, value),) = field.items()
    convert = _FROM_TEXT.get(type_name)
    return convert(str(value)) if convert else value


def _instant(text: str) -> datetime:
    """The Data API answers in UTC and leaves the zone out."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


_FROM_TEXT: dict[str, Callable[[str], Any]] = {
    "timestamptz": _instant,
    "date": date.fromisoformat,
    "numeric": Decimal,
    "json": json.loads,
    "jsonb": json.loads,
}
