from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity
from policies.rules.cloudfront.distributions import DISTRIBUTION, behaviors

_SECURE = frozenset({"https-only", "redirect-to-https"})


def check(distribution: Resource, config: Config) -> Findings:
    for behavior in behaviors(distribution):
        policy = behavior["viewerProtocolPolicy"]
        yield from policy.must(lambda protocol: protocol in _SECURE, "users are answered over plain HTTP")


RULE = ResourceRule(
    name="cloudfront-viewer-https",
    title="Distributions answer over HTTPS only.",
    why="Over plain HTTP, whoever is on the way reads and changes what users send and see.",
    fix='Set viewer_protocol_policy="redirect-to-https" in every cache behavior.',
    severity=Severity.MEDIUM,
    types=(DISTRIBUTION,),
    controls=("CloudFront.3",),
    check=check,
)
