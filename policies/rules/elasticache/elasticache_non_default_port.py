from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity
from policies.rules.elasticache._types import CLUSTER, GROUP, is_member

_DEFAULT_PORTS = (6379, 11211)


def check(cache: Resource, config: Config) -> Findings:
    if not is_member(cache):
        yield from cache["port"].must(
            lambda port: isinstance(port, (int, float)) and port not in _DEFAULT_PORTS,
            "the port is a default port of a cache engine",
        )


RULE = ResourceRule(
    name="elasticache-non-default-port",
    title="ElastiCache clusters do not use a default port.",
    why="Scans and worms try default ports first.",
    fix="Set port to another value, e.g. 6380. Changing it replaces the cache.",
    severity=Severity.LOW,
    types=(CLUSTER, GROUP),
    controls=("AwsSolutions-AEC5",),
    check=check,
)
