"""Inputs of a resource as AWS has them now, from what AWS answers.

An answer has other names and shapes than the program's inputs, and more in it. So only properties of the inputs are
looked up, regardless of case, and a value is kept as it is where the answer means the same.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from local.provider.values import DEFAULTS, Raw, is_asset, is_secret, plain, secret

_FREE_KEYS = frozenset({"dimensions", "tags", "variables"})
"""Maps whose keys are data: one that AWS has and the inputs do not is a difference."""


def read_back(inputs: Raw, found: Mapping[str, Any]) -> Raw:
    """The raw inputs, with the values that differ from those found. A property that is not found stays."""
    known = {name.lower(): value for name, value in found.items()}
    result = dict(inputs)
    # A default that Check filled in is not sent: what AWS has is its own default.
    left_out = {DEFAULTS, *inputs.get(DEFAULTS, [])}
    for key, old in inputs.items():
        if key not in left_out and key.lower() in known and not is_asset(old):
            result[key] = _value(key, old, known[key.lower()])
    return result


def _value(key: str, old: Any, new: Any) -> Any:
    if is_secret(old):
        value = _value(key, old["value"], new)
        return old if value == old["value"] else secret(value)
    if isinstance(old, dict):
        new = _pairs(new)
    if isinstance(old, dict) and isinstance(new, Mapping):
        return _mapping(key, old, new)
    if isinstance(old, list):
        return _list(key, old, new)
    return old if _same(old, new) else plain(new)


def _mapping(key: str, old: Raw, new: Mapping[str, Any]) -> Raw:
    if key not in _FREE_KEYS:
        return read_back(old, new)
    kept = {name: _value("", old[name], value) if name in old else value for name, value in new.items()}
    return {**kept, **{name: value for name, value in old.items() if name == DEFAULTS}}


def _list(key: str, old: list[Any], new: Any) -> Any:
    if isinstance(new, Mapping):
        # A Terraform block is a list, even with at most one item; CloudFront's lists are structures.
        new = new.get("Items", [new])
    if not isinstance(new, Sequence) or isinstance(new, str):
        return old if len(old) == 1 and _same(old[0], new) else [new]
    if all(not isinstance(item, dict | list) for item in old):
        return old if sorted(map(_text, old)) == sorted(map(_text, new)) else list(new)
    if len(old) != len(new):
        return [_camel(item) for item in new]
    return [_value(key, before, after) for before, after in zip(old, new, strict=True)]


def _pairs(value: Any) -> Any:
    """A list of keys and values, which is how most APIs give tags, as a map."""
    if not isinstance(value, list) or not all(isinstance(item, Mapping) and len(item) == 2 for item in value):
        return value
    pairs = [{name.lower().removeprefix("tag"): part for name, part in item.items()} for item in value]
    if any(pair.keys() != {"key", "value"} for pair in pairs):
        return value
    return {pair["key"]: pair["value"] for pair in pairs}


def _same(old: Any, new: Any) -> bool:
    return _text(old) == _text(new) or _document(old) == _document(new) is not None


def _text(value: Any) -> str:
    """AWS answers numbers and booleans as text here and there."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, bytes):
        return value.decode()
    return "" if value is None else str(value)


def _document(value: Any) -> Any:
    """A JSON document, None for any other value."""
    if isinstance(value, Mapping):
        return dict(value)
    if not isinstance(value, str) or not value.lstrip().startswith(("{", "[")):
        return None
    try:
        return json.loads(value)
    except ValueError:
        return None


def _camel(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {f"{key[:1].lower()}{key[1:]}": _camel(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_camel(item) for item in value]
    return value
