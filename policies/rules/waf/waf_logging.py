from __future__ import annotations

from policies.engine import Config, Findings, Node, Resource, Severity, Stack, StackRule, Verdict, any_of, unless
from policies.rules._checks import is_set
from policies.rules._separate_settings import configured
from policies.rules.waf._statements import ACL

_LOGGING = "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration"


def check(stack: Stack, config: Config) -> Findings:
    for acl in stack.of_type(ACL):
        logged = configured(stack, acl, kind=_LOGGING, holds=_logs_blocked, via="resourceArn", inline=Verdict.NO)
        yield from unless(logged, "blocked requests are not logged", resource=acl)


def _logs_blocked(logging: Resource) -> Verdict:
    filters = logging["loggingFilter"]
    kept = filters.test(lambda chosen: chosen is None) | filters["defaultBehavior"].test(lambda what: what == "KEEP")
    return is_set(logging["logDestinationConfigs"]) & (kept | any_of(map(_keeps_blocked, filters["filters"].each())))


def _keeps_blocked(each: Node) -> Verdict:
    blocks = any_of(
        condition["actionCondition"]["action"].test(lambda action: action == "BLOCK")
        for condition in each["conditions"].each()
    )
    return blocks & each["behavior"].test(lambda what: what == "KEEP")


RULE = StackRule(
    name="waf-logging",
    title="WAF web ACLs log the requests that they block.",
    why="Without the log, an attack cannot be told from a rule that blocks customers, and nobody sees what was tried.",
    fix="Add aws.wafv2.WebAclLoggingConfiguration with log_destination_configs, and keep blocked requests.",
    severity=Severity.MEDIUM,
    types=(ACL, _LOGGING),
    link="https://docs.aws.amazon.com/waf/latest/developerguide/logging.html",
    check=check,
)
