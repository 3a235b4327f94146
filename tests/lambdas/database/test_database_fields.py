"""Python values to Data API parameters and back."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from agent_runtime.contracts import ErrorKind
from database.fields import parameter, python_value, rows

ID = "11111111-2222-3333-4444-555555555555"
NOON = datetime(2025, 6, 30, 12, 0, 0, 250000, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "field", "hint"),
    [
        (None, {"isNull": True}, None),
        (True, {"booleanValue": True}, None),
        (7, {"longValue": 7}, None),
        (0.1, {"stringValue": "0.1"}, "DECIMAL"),
        (Decimal("12.340"), {"stringValue": "12.340"}, "DECIMAL"),
        ("it's :x", {"stringValue": "it's :x"}, None),
        (ErrorKind.TIMEOUT, {"stringValue": "timeout"}, None),
        (UUID(ID), {"stringValue": ID}, "UUID"),
        (date(2025, 6, 30), {"stringValue": "2025-06-30"}, "DATE"),
        (NOON, {"stringValue": "2025-06-30T12:00:00.250000+00:00"}, None),
        ({"a": [1, None]}, {"stringValue": '{"a": [1, null]}'}, "JSON"),
    ],
)
def test_a_value_is_bound_with_its_type(value: Any, field: dict[str, Any], hint: str | None) -> None:
    bound = parameter("p", value)
    assert bound["value"] == field
    assert bound.get("typeHint") == hint


@pytest.mark.parametrize(
    ("value", "error"),
    [
        (float("nan"), "p must be a finite number"),
        (Decimal("Infinity"), "p must be a finite number"),
        (datetime(2025, 6, 30), "p must have a time zone"),
        ({"a": float("nan")}, "not JSON compliant"),
        (b"bytes", "p has type bytes"),
    ],
)
def test_a_value_that_cannot_be_bound_is_refused(value: Any, error: str) -> None:
    with pytest.raises((ValueError, TypeError), match=error):
        parameter("p", value)


@pytest.mark.parametrize(
    ("field", "type_name", "value"),
    [
        ({"isNull": True}, "jsonb", None),
        ({"stringValue": ID}, "uuid", ID),
        ({"stringValue": "2025-06-30 12:00:00.25"}, "timestamptz", NOON),
        ({"stringValue": "2025-06-30 14:00:00.250+02:00"}, "timestamptz", NOON),
        ({"stringValue": "12.340"}, "numeric", Decimal("12.340")),
        ({"stringValue": '{"a": [1, null]}'}, "jsonb", {"a": [1, None]}),
        ({"stringValue": "2025-06-30"}, "date", date(2025, 6, 30)),
        ({"longValue": 7}, "int8", 7),
        ({"booleanValue": False}, "bool", False),
    ],
)
def test_a_field_becomes_the_python_value_of_its_column(field: dict[str, Any], type_name: str, value: Any) -> None:
    assert python_value(field, type_name) == value


def test_rows_are_dicts_by_column_name() -> None:
    response = {
        "columnMetadata": [{"name": "n", "typeName": "int4"}, {"name": "at", "typeName": "timestamptz"}],
        "records": [
            [{"longValue": 1}, {"isNull": True}],
            [{"longValue": 2}, {"stringValue": "2025-06-30 12:00:00.25"}],
        ],
    }
    assert rows(response) == [{"n": 1, "at": None}, {"n": 2, "at": NOON}]
