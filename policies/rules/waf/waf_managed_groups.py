from __future__ import annotations

from policies.engine import Config, Findings, Node, Option, Severity, Stack, StackRule, Verdict, any_of, unless
from policies.rules.waf._statements import ACL, GROUP, has_unread_rules, rules_of

_GROUPS = (
    "AWSManagedRulesAmazonIpReputationList",
    "AWSManagedRulesCommonRuleSet",
    "AWSManagedRulesKnownBadInputsRuleSet",
    "AWSManagedRulesSQLiRuleSet",
)


def check(stack: Stack, config: Config) -> Findings:
    for acl in stack.of_type(ACL):
        rules = tuple(rules_of(stack, acl))
        for group in config["groups"]:
            used = any_of(_uses(rule, group) for rule in rules) | has_unread_rules(stack, acl)
            yield from unless(used, f"{group} does not judge all requests", "rules", resource=acl)


def _uses(rule: Node, group: str) -> Verdict:
    managed = rule["statement"]["managedRuleGroupStatement"]
    named = managed["name"].test(lambda name: name == group) & managed["vendorName"].test(lambda who: who == "AWS")
    everywhere = managed["scopeDownStatement"].test(
        lambda scope: scope is None or list(scope) == ["notStatement"]  # exempts some requests
    )
    return named & everywhere


RULE = StackRule(
    name="waf-managed-groups",
    title="WAF web ACLs use the managed rule groups against common attacks.",
    why="They hold SQL injection, cross-site scripting and known exploits, and AWS adds what is new.",
    fix='Add a rule with managed_rule_group_statement={"name": …, "vendor_name": "AWS"} without scope_down_statement.',
    severity=Severity.HIGH,
    types=(ACL, GROUP),
    link="https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-list.html",
    options={
        "groups": Option(
            {"type": "array", "items": {"type": "string"}, "description": "Managed rule groups of AWS."}, list(_GROUPS)
        )
    },
    check=check,
)
