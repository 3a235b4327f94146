"""Converts Pulumi's camelCase properties to parameters of an AWS API, by botocore's shapes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


class UnknownPropertyError(ValueError):
    """A property without a member in the API. The message is its path."""


def members(client: Any, operation: str) -> dict[str, str]:
    """Lower-case name to name, of the parameters of a client's method."""
    return {name.lower(): name for name in _input_shape(client, operation).members}


def parameters(client: Any, operation: str, properties: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """`properties` as keyword arguments of the client's method; `names` maps properties to members of another name.

    Names match regardless of case, at every depth. Raises UnknownPropertyError for a property without a match.
    """
    return _structure(_input_shape(client, operation), properties, names, "")


def _input_shape(client: Any, operation: str) -> Any:
    method = client.meta.method_to_api_mapping[operation]
    return client.meta.service_model.operation_model(method).input_shape


def _structure(shape: Any, properties: Mapping[str, Any], names: Mapping[str, str], path: str) -> dict[str, Any]:
    known = {name.lower(): name for name in shape.members}
    result: dict[str, Any] = {}
    for name, value in properties.items():
        member = known.get(names.get(name, name).lower())
        if member is None:
            raise UnknownPropertyError(f"{path}{name}")
        result[member] = _convert(shape.members[member], value, names, f"{path}{name}.")
    if _is_counted_list(shape):
        result.setdefault("Quantity", len(result.get("Items", ())))
    return result


def _is_counted_list(shape: Any) -> bool:
    """CloudFront's lists are structures of the items and their number."""
    return {"Quantity", "Items"} <= set(shape.members)


def _convert(shape: Any, value: Any, names: Mapping[str, str], path: str) -> Any:
    match shape.type_name:
        case "structure":
            if isinstance(value, list) and _is_counted_list(shape):
                return _structure(shape, {"Items": value}, names, path)
            # A Terraform block is a list, even with at most one item.
            only = (value or [{}])[0] if isinstance(value, list) else value
            return _structure(shape, only, names, path)
        case "list":
            return [
                _convert(shape.member, item, names, path) for item in (value if isinstance(value, list) else [value])
            ]
        case "map":
            return {key: _convert(shape.value, item, names, path) for key, item in value.items()}
        case "string":
            return value if isinstance(value, str) else json.dumps(value)
        case "integer" | "long":
            return int(value)
        case "double" | "float":
            return float(value)
        case _:
            return value
