"""Values of attributes: JSON texts, numbers, first ones of many."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, cast

JsonObject = dict[str, Any]
Attributes = Mapping[str, Any]

PROJECT_ID = "local"
OBSERVATION, TRACE = "langfuse.observation", "langfuse.trace"


def decoded(value: Any) -> Any:
    """Decodes a JSON text; returns any other value unchanged."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return value


def text(*candidates: Any) -> str | None:
    """The first present value; JSON for a value other than text."""
    value = next((candidate for candidate in candidates if candidate), None)
    return value if value is None or isinstance(value, str) else json.dumps(value)


def first(attributes: Attributes, keys: Iterable[str]) -> str | None:
    """The value of the first key that has one, as text."""
    return text(*(attributes.get(key) for key in keys))


def is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def as_object(value: Any) -> JsonObject | None:
    return cast(JsonObject, value) if isinstance(value, dict) else None


def as_list(value: Any) -> list[Any] | None:
    return cast(list[Any], value) if isinstance(value, list) else None


def objects_of(value: Any) -> list[JsonObject]:
    """The objects in a list; none if the value is no list."""
    return [found for each in as_list(value) or [] if (found := as_object(each)) is not None]
