from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity, unless
from policies.rules._checks import is_set
from policies.rules.cloudfront._distributions import DISTRIBUTION


def check(distribution: Resource, config: Config) -> Findings:
    acl = distribution["webAclId"]
    yield from unless(is_set(acl), "no web ACL is associated", acl.path)


RULE = ResourceRule(
    name="cloudfront-waf",
    title="Distributions have a web ACL.",
    why="Without one, scanners, floods and known exploits reach the site and the API behind it.",
    fix='Set web_acl_id to the ARN of an aws.wafv2.WebAcl with scope="CLOUDFRONT".',
    severity=Severity.MEDIUM,
    types=(DISTRIBUTION,),
    controls=("CloudFront.6", "AwsSolutions-CFR2"),
    check=check,
)
