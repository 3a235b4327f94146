"""Metadata of an observation (rules 1.5, 3.1–3.6)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from local.traces.mapping.contents import KEYS
from local.traces.mapping.values import OBSERVATION, TRACE, Attributes, JsonObject, as_object, decoded

_SDK_SCOPE = "langfuse-sdk"
_METADATA = (f"{OBSERVATION}.metadata", f"{TRACE}.metadata")


def metadata(attributes: Attributes, resource: JsonObject, scope: JsonObject) -> JsonObject:
    """Of equal keys the trace's wins, and a user's `scope` over the span's (3.1, 3.2).

    Args:
        scope: with `name`, `version` and `attributes`.
    """
    found: JsonObject = {"resourceAttributes": resource, "scope": scope}
    if not str(scope.get("name", "")).startswith(_SDK_SCOPE):
        found["attributes"] = dict(_others(attributes))
    for prefix in _METADATA:
        found |= _own(attributes, prefix)
    return found


def flat(value: JsonObject) -> JsonObject:
    """Objects become dotted paths; lists stay; null is an empty text. Of a path that comes twice the first counts.

    Rules 3.3 to 3.5.
    """
    found: JsonObject = {}
    for path, item in _paths(value):
        found.setdefault(path, item)
    return found


def _paths(value: JsonObject, path: str = "") -> Iterator[tuple[str, Any]]:
    for key, item in value.items():
        if (inner := as_object(item)) is not None:
            yield from _paths(inner, f"{path}{key}.")
        else:
            yield f"{path}{key}", "" if item is None else item


def _own(attributes: Attributes, prefix: str) -> JsonObject:
    """The whole object, then single keys, which win. A whole value that is no object is dropped."""
    found = dict(as_object(decoded(attributes.get(prefix))) or {})
    for key, value in attributes.items():
        if key.startswith(f"{prefix}."):
            found[key.removeprefix(f"{prefix}.")] = decoded(value)
    return found


def _others(attributes: Attributes) -> Iterator[tuple[str, str]]:
    """Attributes of another instrumentation that have no field, as texts (1.5)."""
    for key, value in attributes.items():
        if key not in KEYS and not key.startswith(_METADATA):
            yield key, value if isinstance(value, str) else json.dumps(value)
