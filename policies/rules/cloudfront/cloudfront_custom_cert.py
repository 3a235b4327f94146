from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity, unless
from policies.rules._checks import is_set
from policies.rules.cloudfront._distributions import DISTRIBUTION, uses_own_certificate


def check(distribution: Resource, config: Config) -> Findings:
    certificate = distribution["viewerCertificate"]
    given = is_set(certificate["acmCertificateArn"]) | is_set(certificate["iamCertificateId"])
    verdict = uses_own_certificate(distribution) & given
    yield from unless(verdict, "no custom certificate is configured", certificate.path)


RULE = ResourceRule(
    name="cloudfront-custom-cert",
    title="Distributions use a custom TLS certificate.",
    why="CloudFront's default certificate does not cover the project's domain and cannot refuse TLS 1.0.",
    fix="Set viewer_certificate with acm_certificate_arn, and list the domain in aliases.",
    severity=Severity.MEDIUM,
    types=(DISTRIBUTION,),
    controls=("CloudFront.7",),
    check=check,
)
