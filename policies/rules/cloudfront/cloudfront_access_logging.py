from __future__ import annotations

from dataclasses import replace

from policies.engine import Config, Findings, Severity, Stack, StackRule, unless
from policies.rules._checks import is_set
from policies.rules.cloudfront._distributions import DISTRIBUTION

_SOURCE = "aws:cloudwatch/logDeliverySource:LogDeliverySource"


def check(stack: Stack, config: Config) -> Findings:
    for distribution in stack.of_type(DISTRIBUTION):
        bucket = distribution["loggingConfig"]["bucket"]
        logged = is_set(bucket) | stack.has_referrer(distribution, _SOURCE, via="resourceArn")
        cookies = distribution["loggingConfig"]["includeCookies"]
        for finding in cookies.must(lambda on: not on, "cookies, and the sessions in them, are written to the log"):
            yield replace(finding, resource=distribution)
        yield from unless(logged, "access logging is not enabled", bucket.path, resource=distribution)


RULE = StackRule(
    name="cloudfront-access-logging",
    title="Distributions have access logging enabled, without cookies.",
    why="Most requests never reach the origin, so this log is their only record.",
    fix=(
        "Set logging_config with a bucket and include_cookies=False, or add aws.cloudwatch.LogDeliverySource for the "
        "distribution."
    ),
    severity=Severity.MEDIUM,
    types=(DISTRIBUTION, _SOURCE),
    controls=("CloudFront.5", "AwsSolutions-CFR3"),
    check=check,
)
