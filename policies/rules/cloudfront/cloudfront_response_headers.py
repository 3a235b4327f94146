from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity, unless
from policies.rules._checks import is_set
from policies.rules.cloudfront._distributions import DISTRIBUTION, behaviors


def check(distribution: Resource, config: Config) -> Findings:
    for behavior in behaviors(distribution):
        chosen = behavior["responseHeadersPolicyId"]
        yield from unless(is_set(chosen), "responses get no security headers", chosen.path)


RULE = ResourceRule(
    name="cloudfront-response-headers",
    title="Every cache behavior of a distribution has a response headers policy.",
    why="Responses of one behavior without security headers are enough for an attack on the whole site.",
    fix="Set response_headers_policy_id on the default cache behavior and on every ordered one.",
    severity=Severity.MEDIUM,
    types=(DISTRIBUTION,),
    link="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/adding-response-headers.html",
    check=check,
)
