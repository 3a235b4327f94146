"""Metadata of an observation, by the rules of Langfuse's server."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast

from local.traces.mapping.fields import OBSERVATION, TRACE, decoded

JsonObject = dict[str, Any]
_SDK_SCOPE = "langfuse-sdk"


def metadata(attributes: Mapping[str, Any], resource: JsonObject, scope: JsonObject) -> JsonObject:
    """With objects flattened to dotted paths. Of equal keys the trace's wins, and a user's `scope` over the span's.

    Args:
        scope: with `name`, `version` and `attributes`.
    """
    found: JsonObject = {"resourceAttributes": resource, "scope": scope}
    if not str(scope.get("name", "")).startswith(_SDK_SCOPE):
        found["attributes"] = {key: value for key, value in attributes.items() if not key.startswith("langfuse.")}
    for owner in (OBSERVATION, TRACE):
        found |= _own(attributes, f"{owner}.metadata")
    return dict(_flat(found))


def _own(attributes: Mapping[str, Any], prefix: str) -> JsonObject:
    """The whole object, then single keys, which win. A whole value that is no object is dropped."""
    whole = decoded(attributes.get(prefix))
    found: JsonObject = dict(cast(JsonObject, whole)) if isinstance(whole, dict) else {}
    for key, value in attributes.items():
        if key.startswith(f"{prefix}."):
            found[key.removeprefix(f"{prefix}.")] = decoded(value)
    return found


def _flat(value: JsonObject, path: str = "") -> Iterator[tuple[str, Any]]:
    for key, item in value.items():
        if isinstance(item, dict):
            yield from _flat(cast(JsonObject, item), f"{path}{key}.")
        else:
            yield f"{path}{key}", "" if item is None else item
