"""The `filter` of `GET /v2/observations`, as far as Alex uses it: a JSON list of conditions, all of which must hold."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any, cast

from local.traces.schema import ObservationFilter
from local.traces.timestamps import microseconds

EXPECTED = 'a JSON list of conditions on startTime (datetime, ">=" or "<") and type (stringOptions, "any of")'


def filter_from(text: str) -> ObservationFilter:
    """It replaces the filters of other query parameters, as on Langfuse's server. Raises ValueError."""
    try:
        conditions: Any = json.loads(text)
    except ValueError:
        conditions = None
    if not isinstance(conditions, list) or not conditions:
        raise ValueError(EXPECTED)
    wanted = ObservationFilter()
    for condition in cast(list[Any], conditions):
        wanted = _narrowed(wanted, condition)
    return wanted


def _narrowed(wanted: ObservationFilter, condition: Any) -> ObservationFilter:
    match condition:
        case {"type": "datetime", "column": "startTime", "operator": ">=", "value": str(instant)}:
            return replace(wanted, from_us=microseconds(instant))
        case {"type": "datetime", "column": "startTime", "operator": "<", "value": str(instant)}:
            return replace(wanted, to_us=microseconds(instant))
        case {"type": "stringOptions", "column": "type", "operator": "any of", "value": [*types]} if types:
            return replace(wanted, types=tuple(map(str, types)))
        case _:
            raise ValueError(EXPECTED)
