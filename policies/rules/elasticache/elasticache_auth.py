from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity, any_of, unless
from policies.rules._checks import is_set
from policies.rules.elasticache._types import GROUP

_CREDENTIALS = ("authToken", "authTokenWo", "userGroupIds")


def check(group: Resource, config: Config) -> Findings:
    asked = any_of(is_set(group[credential]) for credential in _CREDENTIALS)
    yield from unless(asked, "authentication is not required", "authToken")


RULE = ResourceRule(
    name="elasticache-auth",
    title="ElastiCache replication groups require authentication.",
    why="Without it, every client that reaches the port can read and delete all data.",
    fix="Set user_group_ids (role-based access control) or auth_token from a secret.",
    severity=Severity.HIGH,
    types=(GROUP,),
    controls=("ElastiCache.6", "AwsSolutions-AEC6"),
    check=check,
)
