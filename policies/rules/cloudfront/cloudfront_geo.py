from __future__ import annotations

from policies.engine import Config, Findings, Level, Resource, ResourceRule, Severity
from policies.rules.cloudfront._distributions import DISTRIBUTION


def check(distribution: Resource, config: Config) -> Findings:
    restriction = distribution["restrictions"]["geoRestriction"]["restrictionType"]
    yield from restriction.must(lambda kind: kind in ("whitelist", "blacklist"), "no geographic restriction is set")


RULE = ResourceRule(
    name="cloudfront-geo",
    title="Distributions restrict access by country.",
    why="Requests from countries without users are mostly attacks.",
    fix='Set restrictions.geo_restriction with restriction_type="whitelist" and locations.',
    severity=Severity.LOW,
    types=(DISTRIBUTION,),
    controls=("AwsSolutions-CFR1",),
    link="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/georestrictions.html",
    level=Level.ADVISORY,  # a warning in cdk-nag too: the audience of a site is also a business decision
    check=check,
)
