from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity, unless
from policies.rules._shapes import is_set
from policies.rules.cloudfront.distributions import DISTRIBUTION


def check(distribution: Resource, config: Config) -> Findings:
    groups = distribution["originGroups"]
    yield from unless(is_set(groups), "no second origin answers when the first fails", groups.path)


RULE = ResourceRule(
    name="cloudfront-origin-failover",
    title="Distributions have a second origin to fail over to.",
    why="When the only origin is down, so is the site.",
    fix="Add origin_groups with two members.",
    severity=Severity.LOW,
    types=(DISTRIBUTION,),
    controls=("CloudFront.4",),
    check=check,
)
