from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity, unless
from policies.rules.cloudfront.distributions import DISTRIBUTION, uses_own_certificate


def check(distribution: Resource, config: Config) -> Findings:
    support = distribution["viewerCertificate"]["sslSupportMethod"]
    by_sni = support.test(lambda method: method == "sni-only")
    message = "its certificate is not served by name"
    yield from unless(~uses_own_certificate(distribution) | by_sni, message, support.path)


RULE = ResourceRule(
    name="cloudfront-sni",
    title="Distributions with a certificate of their own serve it by SNI.",
    why="The alternative is an IP address of its own at 600 USD a month, for browsers that no longer exist.",
    fix='Set ssl_support_method="sni-only" in viewer_certificate.',
    severity=Severity.LOW,
    types=(DISTRIBUTION,),
    controls=("CloudFront.8",),
    check=check,
)
