"""Whether a statement can apply at all: IAM accepts a grant on things that its actions never concern."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from policies.iam.actions import Action, expand, keys_of_resources, resource_patterns
from policies.iam.arns import Arn
from policies.iam.document import Statement
from policies.iam.patterns import has_wildcard, literal_prefix, only_wildcards

_SECRET = re.compile(r"secret:.*-[A-Za-z0-9]{6}")
_VARIABLE = "${"


def idle_actions(statement: Statement) -> Iterator[tuple[str, str]]:
    """Exact actions that none of the statement's resources concerns, each with the reason."""
    if any(only_wildcards(resource) for resource in statement.resources):
        return
    for action in statement.actions:
        if has_wildcard(action) or not expand(action):
            continue
        patterns = resource_patterns(action)
        if not patterns:
            yield action, "takes no ARN, and applies to * only"
        elif not any(_concerns(pattern, resource) for pattern in patterns for resource in statement.resources):
            yield action, f"never concerns {statement.resources[0]}" if statement.resources else "has no resource"


def idle_secrets(statement: Statement) -> Iterator[str]:
    """ARNs of secrets without the six characters that AWS adds to the name."""
    for resource in statement.resources:
        arn = Arn.parse(resource)
        is_secret = arn and arn.service == "secretsmanager" and arn.resource.startswith("secret:")
        if arn and is_secret and not has_wildcard(arn.resource) and not _SECRET.fullmatch(arn.resource):
            yield resource


def idle_conditions(statement: Statement) -> Iterator[tuple[str, str]]:
    """Condition keys of a service that none of its actions in the statement has, with one such action."""
    found = [action for pattern in statement.actions for action in expand(pattern)]
    for condition in statement.conditions:
        service, _, _ = condition.key.partition(":")
        own = [action for action in found if action.name.lower().startswith(f"{service}:")]
        lenient = condition.operator.lower().endswith("ifexists") or condition.operator.lower() == "null"
        if len(own) == len(found) and own and not lenient and not any(_has(action, condition.key) for action in own):
            yield condition.key, own[0].name


def _has(action: Action, key: str) -> bool:
    keys = action.condition_keys | keys_of_resources(action.name)
    kind = key.partition("/")[0]  # a tag's name, or a variable part, follows
    return any(
        key == known or kind == known.partition("/")[0] or (known.endswith(":") and key.startswith(known))
        for known in keys
    )


@lru_cache(maxsize=4096)
def _concerns(pattern: str, resource: str) -> bool:
    """Whether an ARN, with wildcards, may name a resource of this form, with variables."""
    form, given = pattern.split(":", 5), resource.split(":", 5)
    if len(form) < 6 or len(given) < 6:
        return True
    if not has_wildcard(given[2]) and form[2] != given[2]:
        return False
    kind, name = form[5].partition(_VARIABLE)[0], literal_prefix(given[5])
    return kind.startswith(name) or name.startswith(kind)
