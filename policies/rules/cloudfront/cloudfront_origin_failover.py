from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity, unless
from policies.rules._checks import is_set
from policies.rules.cloudfront._distributions import DISTRIBUTION


def check(distribution: Resource, config: Config) -> Findings:
    groups = distribution["originGroups"]
    yield from unless(is_set(groups), "no origin group provides failover", groups.path)


RULE = ResourceRule(
    name="cloudfront-origin-failover",
    title="Distributions have origin failover configured.",
    why="When the only origin is down, so is the site.",
    fix="Set origin_groups with a primary and a secondary origin.",
    severity=Severity.LOW,
    types=(DISTRIBUTION,),
    controls=("CloudFront.4",),
    check=check,
)
