"""Conversion between SDK values and the resources that rules see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from google.protobuf import json_format, struct_pb2
from pulumi_policy import PolicyResource, ResourceValidationArgs, Secret, deserialize
from pulumi_policy import proxy as sdk_proxy

from policies.engine.node import UNKNOWN
from policies.engine.resource import Resource

_REDACTED = "[secret]"
"""Any secret, for `pulumi policy analyze --file` where it cannot decrypt the file."""
_SENTINELS = frozenset(
    value for name, value in vars(sdk_proxy).items() if name.startswith("UNKNOWN_") and name.endswith("_VALUE")
) | {_REDACTED}

_DEFAULTS = "__defaults"
"""Key under which the provider's Check names the inputs that it filled in."""


def plain(value: Any) -> Any:
    """Replace the SDK's proxies by dicts and lists, its sentinels and redacted secrets by UNKNOWN, other secrets by
    their values."""
    if isinstance(value, str):
        return UNKNOWN if value in _SENTINELS else value
    if isinstance(value, Secret):
        return plain(value.value)
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in target(cast("Mapping[str, Any]", value)).items()}
    if isinstance(value, Sequence) and not isinstance(value, bytes):
        return [plain(item) for item in target(cast("Sequence[Any]", value))]
    return value


def from_wire(struct: struct_pb2.Struct) -> dict[str, Any]:
    """The properties in a request, as `plain` gives them, in one pass instead of three."""
    return {key: _from_wire(value) for key, value in struct.fields.items()}


def _from_wire(value: struct_pb2.Value) -> Any:
    match value.WhichOneof("kind"):
        case "string_value":
            text = value.string_value
            return UNKNOWN if text in _SENTINELS else text
        case "struct_value":
            fields = value.struct_value.fields
            if deserialize.SPECIAL_SIG_KEY in fields:  # a secret, an asset or an archive
                wrapped = json_format.MessageToDict(value.struct_value)
                return plain(deserialize.deserialize_properties({"value": wrapped})["value"])
            return {key: _from_wire(item) for key, item in fields.items()}
        case "list_value":
            return [_from_wire(item) for item in value.list_value.values]
        case "number_value":
            number = value.number_value
            return int(number) if number.is_integer() else number
        case "bool_value":
            return value.bool_value
        case _:
            return None


def encode(value: Any) -> Any:
    """The inverse of `plain`, for the properties that a remediation returns."""
    if value is UNKNOWN:
        return sdk_proxy.UNKNOWN_STRING_VALUE
    if isinstance(value, Mapping):
        return {key: encode(item) for key, item in cast("Mapping[str, Any]", value).items()}
    if isinstance(value, list):
        return [encode(item) for item in cast("list[Any]", value)]
    return value


def merged(original: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """The SDK's properties with the changes of a remediation. What a remediation only copies stays as it was: secret,
    unknown, an asset."""
    given = target(original)
    made = {**given, **{key: _kept(given.get(key), value) for key, value in changes.items()}}
    if isinstance(defaults := made.get(_DEFAULTS), list):
        # The provider reads it as the names of values that it chose itself, and would go on with ours.
        ours = {key for key, value in changes.items() if key in given and plain(given[key]) != value}
        made[_DEFAULTS] = [name for name in cast("list[Any]", defaults) if name not in ours]
    return made


def _kept(before: Any, after: Any) -> Any:
    if before is not None and plain(before) == after:
        return before
    if isinstance(before, Secret):
        return Secret(_kept(before.value, after))
    if isinstance(after, Mapping) and isinstance(before, Mapping):
        return merged(cast("Mapping[str, Any]", before), cast("Mapping[str, Any]", after))
    if isinstance(after, list) and isinstance(before, Sequence) and not isinstance(before, str):
        return _kept_each(target(cast("Sequence[Any]", before)), cast("list[Any]", after))
    return encode(after)


def _kept_each(before: Sequence[Any], after: Sequence[Any]) -> list[Any]:
    """By place; by value where elements were added or removed."""
    if len(before) == len(after):
        return [_kept(old, new) for old, new in zip(before, after, strict=True)]
    return [next((old for old in before if plain(old) == new), encode(new)) for new in after]


def resource(args: ResourceValidationArgs) -> Resource:
    parent = args.opts.parent or ""
    return Resource(
        type=args.resource_type,
        name=args.name,
        urn=args.urn,
        properties=plain(args.props),
        depends={},
        parent=parent,
        protect=args.opts.protect,
    )


def stack_resource(given: PolicyResource, inputs: Mapping[str, Mapping[str, Any]]) -> Resource:
    """`inputs`: URN to the program's inputs, if known.

    The SDK passes outputs to a stack policy. In a preview, every property that the program left out is unknown there.
    """
    asked = inputs.get(given.urn)
    return Resource(
        type=given.resource_type,
        name=given.name,
        urn=given.urn,
        properties=plain(given.props) if asked is None else asked,
        depends={key: tuple(source.urn for source in sources) for key, sources in given.property_dependencies.items()},
        parent=given.parent.urn if given.parent else "",
        protect=given.opts.protect,
    )


def target(value: Any) -> Any:
    """The value behind a proxy: reading through the proxy raises at every unknown."""
    return value if isinstance(value, (dict, list, tuple)) else value["__target"]
