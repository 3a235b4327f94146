"""What AWS's provider knows of a type's properties: which replace the resource, and their defaults."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from local.provider.values import DEFAULTS, Raw, is_asset, is_secret

_FILE = Path(__file__).with_name("schema.json")
_NAMES = ("name", "identifier", "clusterIdentifier", "bucket", "alarmName", "dashboardName", "policyName", "domain")
"""Properties that AWS wants unique: with the same one, the old resource goes before the new one comes."""


@dataclass(frozen=True)
class TypeSchema:
    replaces: frozenset[str] = frozenset()
    """Top-level properties of which a change replaces the resource."""
    defaults: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """Default by property. That of a block is an object with the defaults of the block's properties."""


@cache
def schemas() -> dict[str, TypeSchema]:
    """By type."""
    types = json.loads(_FILE.read_text(encoding="utf-8"))["types"]
    return {name: TypeSchema(frozenset(row["replaces"]), row.get("defaults", {})) for name, row in types.items()}


def with_defaults(type_: str, inputs: Raw) -> Raw:
    """The inputs as AWS's provider leaves them after its Check."""
    return _filled(inputs, schemas().get(type_, TypeSchema()).defaults)


def replacing(type_: str, changed: Iterable[str], inputs: Raw) -> set[str]:
    """Those of the changed properties for which the resource is replaced."""
    schema = schemas().get(type_, TypeSchema())
    in_place = {"input"} if inputs.get("lifecycleScope") == "CRUD" else set[str]()
    return set(changed) & schema.replaces - in_place


def deletes_first(old: Raw, new: Raw) -> bool:
    """Whether a replacement has the name of the resource it replaces."""
    return any(key in new and old.get(key) == new[key] for key in _NAMES)


def _filled(inputs: Raw, defaults: Mapping[str, Any]) -> Raw:
    result, filled = dict(inputs), list[str]()
    for key, default in defaults.items():
        if isinstance(default, dict):
            if key in result:
                result[key] = _filled_block(result[key], default)
        elif result.get(key) is None:
            result[key] = default
            filled.append(key)
    return {**result, DEFAULTS: sorted(filled)}


def _filled_block(value: Any, defaults: Mapping[str, Any]) -> Any:
    if isinstance(value, list):
        return [_filled_block(item, defaults) for item in value]
    if not isinstance(value, dict) or is_secret(value) or is_asset(value):
        return value
    return _filled(value, defaults)
