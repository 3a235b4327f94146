from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity, unless
from policies.rules._shapes import is_set
from policies.rules.cloudfront.distributions import DISTRIBUTION, uses_own_certificate


def check(distribution: Resource, config: Config) -> Findings:
    certificate = distribution["viewerCertificate"]
    given = is_set(certificate["acmCertificateArn"]) | is_set(certificate["iamCertificateId"])
    verdict = uses_own_certificate(distribution) & given
    yield from unless(verdict, "it has no certificate of its own", certificate.path)


RULE = ResourceRule(
    name="cloudfront-custom-cert",
    title="Distributions have a certificate of their own.",
    why="With CloudFront's certificate users see a name that is not ours, and TLS 1.0 cannot be switched off.",
    fix="Set viewer_certificate with acm_certificate_arn, and aliases.",
    severity=Severity.MEDIUM,
    types=(DISTRIBUTION,),
    controls=("CloudFront.7",),
    check=check,
)
