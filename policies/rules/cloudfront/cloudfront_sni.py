from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity, unless
from policies.rules.cloudfront._distributions import DISTRIBUTION, uses_own_certificate


def check(distribution: Resource, config: Config) -> Findings:
    support = distribution["viewerCertificate"]["sslSupportMethod"]
    by_sni = support.test(lambda method: method == "sni-only")
    message = "the certificate is not served through SNI"
    yield from unless(~uses_own_certificate(distribution) | by_sni, message, support.path)


RULE = ResourceRule(
    name="cloudfront-sni",
    title="Distributions serve their custom certificate through SNI.",
    why="The alternative is a dedicated IP address at 600 USD a month, for browsers that are no longer in use.",
    fix='Set ssl_support_method="sni-only" in viewer_certificate.',
    severity=Severity.LOW,
    types=(DISTRIBUTION,),
    controls=("CloudFront.8",),
    check=check,
)
