from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity
from policies.rules.elasticache._types import CLUSTER, GROUP, is_member

_DEFAULT_PORTS = (6379, 11211)


def check(cache: Resource, config: Config) -> Findings:
    if not is_member(cache):
        yield from cache["port"].must(
            lambda port: isinstance(port, (int, float)) and port not in _DEFAULT_PORTS,
            "it listens on the default port of a cache engine",
        )


RULE = ResourceRule(
    name="elasticache-non-default-port",
    title="Caches do not listen on a default port.",
    why="Default ports are what scans and worms try first.",
    fix="Set port to another one, e.g. 6380. Changing it replaces the cache.",
    severity=Severity.LOW,
    types=(CLUSTER, GROUP),
    controls=("AwsSolutions-AEC5",),
    check=check,
)
