from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity
from policies.rules.cloudfront.distributions import DISTRIBUTION


def check(distribution: Resource, config: Config) -> Findings:
    for origin in distribution["origins"].each():
        custom = origin["customOriginConfig"]
        if not custom.absent:
            policy = custom["originProtocolPolicy"]
            yield from policy.must(lambda protocol: protocol == "https-only", "the origin is asked over plain HTTP")


RULE = ResourceRule(
    name="cloudfront-origin-https",
    title="Distributions ask their origins over HTTPS only.",
    why="Between edge and origin, plain HTTP is read and changed by whoever is on the way, and users see a padlock.",
    fix='Set origin_protocol_policy="https-only" in custom_origin_config.',
    severity=Severity.MEDIUM,
    types=(DISTRIBUTION,),
    controls=("CloudFront.9",),
    check=check,
)
