from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity, unless
from policies.rules._shapes import is_set
from policies.rules.cloudfront.distributions import DISTRIBUTION


def check(distribution: Resource, config: Config) -> Findings:
    acl = distribution["webAclId"]
    yield from unless(is_set(acl), "no web ACL stands in front of it", acl.path)


RULE = ResourceRule(
    name="cloudfront-waf",
    title="Distributions have a web ACL.",
    why="Without it every scanner, flood and known exploit reaches the site and the API behind it.",
    fix="Set web_acl_id to the ARN of a wafv2.WebAcl of scope CLOUDFRONT.",
    severity=Severity.MEDIUM,
    types=(DISTRIBUTION,),
    controls=("CloudFront.6", "AwsSolutions-CFR2"),
    check=check,
)
