from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity
from policies.rules.cloudfront._distributions import DISTRIBUTION, behaviors

_SECURE = frozenset({"https-only", "redirect-to-https"})


def check(distribution: Resource, config: Config) -> Findings:
    for behavior in behaviors(distribution):
        policy = behavior["viewerProtocolPolicy"]
        yield from policy.must(lambda protocol: protocol in _SECURE, "viewers may use plain HTTP")


RULE = ResourceRule(
    name="cloudfront-viewer-https",
    title="Distributions require HTTPS from viewers.",
    why="Plain HTTP can be read and changed by anyone on the network path.",
    fix='Set viewer_protocol_policy="redirect-to-https" on every cache behavior.',
    severity=Severity.MEDIUM,
    types=(DISTRIBUTION,),
    controls=("CloudFront.3",),
    check=check,
)
