from __future__ import annotations

from policies.engine import Config, Findings, Node, Resource, Severity, Stack, StackRule, Verdict, unless
from policies.rules._checks import is_set
from policies.rules.cloudfront._distributions import DISTRIBUTION, is_s3_origin

_FUNCTION_URL = "aws:lambda/functionUrl:FunctionUrl"


def check(stack: Stack, config: Config) -> Findings:
    for distribution in stack.of_type(DISTRIBUTION):
        for origin in distribution["origins"].each():
            needed = is_s3_origin(origin) | _is_function_url(stack, distribution, origin)
            control = origin["originAccessControlId"]
            verdict = Verdict.UNDECIDED if origin.unknown else ~needed | is_set(control)
            yield from unless(verdict, "the origin has no origin access control", control.path, resource=distribution)


def _is_function_url(stack: Stack, distribution: Resource, origin: Node) -> Verdict:
    """An unknown domain can be a function URL only if the origins depend on one."""
    domain = origin["domainName"]
    if domain.unknown and not any(source.type == _FUNCTION_URL for source in stack.sources(distribution, "origins")):
        return Verdict.NO
    return domain.test(lambda name: ".lambda-url." in name)


RULE = StackRule(
    name="cloudfront-oac",
    title="Distributions use origin access control for S3 buckets and Lambda function URLs.",
    why="An origin that cannot authenticate CloudFront must be public, which bypasses the web ACL and the access log.",
    fix="Set origin_access_control_id on the origin. An origin access identity is not enough.",
    severity=Severity.MEDIUM,
    types=(DISTRIBUTION, _FUNCTION_URL),
    controls=("CloudFront.13", "CloudFront.16", "AwsSolutions-CFR7"),
    check=check,
)
