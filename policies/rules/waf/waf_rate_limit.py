from __future__ import annotations

from policies.engine import Config, Findings, Severity, Stack, StackRule, any_of, unless
from policies.rules.waf._rates import PER_MINUTE, limits
from policies.rules.waf._statements import ACL, GROUP, has_unread_rules, rules_of


def check(stack: Stack, config: Config) -> Findings:
    most = config["requests_per_minute"]
    for acl in stack.of_type(ACL):
        limited = any_of(limits(rule, config) for rule in rules_of(stack, acl))
        message = f"no rule stops an address that sends more than {most} requests a minute"
        yield from unless(limited | has_unread_rules(stack, acl), message, "rules", resource=acl)


RULE = StackRule(
    name="waf-rate-limit",
    title="WAF web ACLs limit the requests of one address.",
    why="Without a low limit, one client can guess passwords, copy all data, or run up the bill of everything behind.",
    fix=(
        'Add a rule with rate_based_statement={"limit": 100, "evaluation_window_sec": 60, "aggregate_key_type": "IP"} '
        'and action={"block": {}}. A forwarded address can be forged.'
    ),
    severity=Severity.HIGH,
    types=(ACL, GROUP),
    link="https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-type-rate-based.html",
    options={"requests_per_minute": PER_MINUTE},
    check=check,
)
