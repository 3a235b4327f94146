from __future__ import annotations

from collections.abc import Iterator

from policies.engine import Config, Findings, Node, Resource, Severity, Stack, StackRule, any_of, unless
from policies.rules.cloudfront._distributions import DISTRIBUTION, behaviors, is_s3_origin
from policies.rules.waf._rates import PER_MINUTE, limits
from policies.rules.waf._statements import ACL, has_unread_rules, reaches, rules_of


def check(stack: Stack, config: Config) -> Findings:
    for distribution in stack.of_type(DISTRIBUTION):
        for acl in stack.sources(distribution, "webAclId"):
            if acl.type != ACL:
                continue
            for path in sorted(set(_paths(distribution))):
                limited = any_of(
                    limits(rule, config) & reaches(rule["statement"]["rateBasedStatement"]["scopeDownStatement"], path)
                    for rule in rules_of(stack, acl)
                )
                message = f"no rate limit holds for {path}, which {distribution.name} sends to its origin"
                yield from unless(limited | has_unread_rules(stack, acl), message, "rules", resource=acl)


def _paths(distribution: Resource) -> Iterator[str]:
    """Beginnings of the paths that reach an application; files of a bucket cost little."""
    applications = {origin["originId"].text for origin in distribution["origins"].each() if not _is_bucket(origin)}
    for behavior in behaviors(distribution):
        if behavior["targetOriginId"].text in applications:
            yield "/" + behavior["pathPattern"].text.partition("*")[0].lstrip("/")


def _is_bucket(origin: Node) -> bool:
    return is_s3_origin(origin).value == "yes"


RULE = StackRule(
    name="waf-rate-covers-origins",
    title="The rate limit of a web ACL holds for every path that a distribution sends to an application.",
    why="A limit that is scoped to other paths, or that an encoded path evades, protects nothing that costs.",
    fix=(
        "Remove scope_down_statement, or match uri_path with STARTS_WITH, the beginning of the path pattern, and the "
        "text transformation URL_DECODE."
    ),
    severity=Severity.HIGH,
    types=(DISTRIBUTION, ACL),
    link="https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-scope-down-statements.html",
    options={"requests_per_minute": PER_MINUTE},
    check=check,
)
