from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity


def check(access: Resource, config: Config) -> Findings:
    yield from access["signingBehavior"].must(lambda when: when == "always", "requests reach the origin unsigned")


RULE = ResourceRule(
    name="cloudfront-oac-signs",
    title="Origin access controls sign every request.",
    why="An origin that takes unsigned requests must be public, and can be reached around CloudFront.",
    fix='Set signing_behavior="always".',
    severity=Severity.MEDIUM,
    types=("aws:cloudfront/originAccessControl:OriginAccessControl",),
    link="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html",
    check=check,
)
