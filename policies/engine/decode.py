"""From what the SDK hands over to what rules see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from pulumi_policy import PolicyResource, ResourceValidationArgs, Secret
from pulumi_policy import proxy as sdk_proxy

from policies.engine.node import UNKNOWN
from policies.engine.resource import Resource

_SENTINELS = frozenset(
    value for name, value in vars(sdk_proxy).items() if name.startswith("UNKNOWN_") and name.endswith("_VALUE")
)


def plain(value: Any) -> Any:
    """Dicts and lists in place of the SDK's proxies, UNKNOWN in place of its sentinels, secrets laid open."""
    if isinstance(value, str):
        return UNKNOWN if value in _SENTINELS else value
    if isinstance(value, Secret):
        return plain(value.value)
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in target(cast("Mapping[str, Any]", value)).items()}
    if isinstance(value, Sequence) and not isinstance(value, bytes):
        return [plain(item) for item in target(cast("Sequence[Any]", value))]
    return value


def wire(value: Any) -> Any:
    """The way back, for what a remediation returns."""
    if value is UNKNOWN:
        return sdk_proxy.UNKNOWN_STRING_VALUE
    if isinstance(value, Mapping):
        return {key: wire(item) for key, item in cast("Mapping[str, Any]", value).items()}
    if isinstance(value, list):
        return [wire(item) for item in cast("list[Any]", value)]
    return value


def resource(args: ResourceValidationArgs) -> Resource:
    parent = args.opts.parent or ""
    return Resource(args.resource_type, args.name, args.urn, plain(args.props), {}, parent, args.opts.protect)


def stack_resource(given: PolicyResource, inputs: Mapping[str, Mapping[str, Any]]) -> Resource:
    """`inputs`: URN to what the program asked for, where it is known.

    The SDK gives a stack policy outputs, in which a preview makes unknown all that the program left out.
    """
    asked = inputs.get(given.urn)
    return Resource(
        given.resource_type,
        given.name,
        given.urn,
        plain(given.props) if asked is None else asked,
        {key: tuple(source.urn for source in sources) for key, sources in given.property_dependencies.items()},
        given.parent.urn if given.parent else "",
        given.opts.protect,
    )


def target(value: Any) -> Any:
    """What a proxy stands for: reading through one raises at every unknown."""
    return value if isinstance(value, (dict, list, tuple)) else value["__target"]
