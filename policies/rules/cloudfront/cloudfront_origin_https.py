from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity
from policies.rules.cloudfront._distributions import DISTRIBUTION


def check(distribution: Resource, config: Config) -> Findings:
    for origin in distribution["origins"].each():
        custom = origin["customOriginConfig"]
        if not custom.absent:
            policy = custom["originProtocolPolicy"]
            yield from policy.must(
                lambda protocol: protocol == "https-only", "the origin connection may use plain HTTP"
            )


RULE = ResourceRule(
    name="cloudfront-origin-https",
    title="Distributions connect to custom origins over HTTPS only.",
    why=(
        "Plain HTTP between the edge and the origin can be read and changed in transit, although the browser shows "
        "HTTPS."
    ),
    fix='Set origin_protocol_policy="https-only" in custom_origin_config.',
    severity=Severity.MEDIUM,
    types=(DISTRIBUTION,),
    controls=("CloudFront.9",),
    check=check,
)
