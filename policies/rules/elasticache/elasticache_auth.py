from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity, any_of, unless
from policies.rules._shapes import is_set
from policies.rules.elasticache._types import GROUP

_CREDENTIALS = ("authToken", "authTokenWo", "userGroupIds")


def check(group: Resource, config: Config) -> Findings:
    asked = any_of(is_set(group[credential]) for credential in _CREDENTIALS)
    yield from unless(asked, "it asks nobody who they are", "authToken")


RULE = ResourceRule(
    name="elasticache-auth",
    title="Replication groups ask for credentials.",
    why="Without them, everything that reaches the port reads and deletes everything.",
    fix="Set user_group_ids (access by role) or auth_token from a secret.",
    severity=Severity.HIGH,
    types=(GROUP,),
    controls=("ElastiCache.6", "AwsSolutions-AEC6"),
    check=check,
)
