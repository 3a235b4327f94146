from __future__ import annotations

from policies.engine import (
    Config,
    Findings,
    Node,
    Option,
    Resource,
    Severity,
    Stack,
    StackRule,
    Verdict,
    any_of,
    unless,
)
from policies.rules.waf._managed_groups import GROUPS
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
        for rule in rules:
            yield from _of_today(rule["statement"]["managedRuleGroupStatement"], config, acl)


def _uses(rule: Node, group: str) -> Verdict:
    managed = rule["statement"]["managedRuleGroupStatement"]
    named = managed["name"].test(lambda name: name == group) & managed["vendorName"].test(lambda who: who == "AWS")
    everywhere = managed["scopeDownStatement"].test(
        lambda scope: scope is None or list(scope) == ["notStatement"]  # exempts some requests
    )
    return named & everywhere


def _of_today(managed: Node, config: Config, acl: Resource) -> Findings:
    """The group exists, in the version that AWS keeps up to date."""
    name = managed["name"]
    if managed.absent or managed["vendorName"].text != "AWS":
        return
    known = name.test(lambda given: given in GROUPS or given in config["known"])
    yield from unless(known, f"AWS has no managed rule group {name.text}", name.path, resource=acl)
    version = managed["version"]
    message = f"{name.text} stays at {version.text}, which AWS lets expire"
    yield from unless(version.test(lambda pinned: not pinned), message, version.path, resource=acl)


RULE = StackRule(
    name="waf-managed-groups",
    title="WAF web ACLs use the managed rule groups against common attacks.",
    why="They stop SQL injection, cross-site scripting and known exploits, and AWS adds what is new.",
    fix=(
        'Add a rule with managed_rule_group_statement={"name": …, "vendor_name": "AWS"}, without scope_down_statement '
        "and version. List groups that are newer than the pack's data in the option `known`."
    ),
    severity=Severity.HIGH,
    types=(ACL, GROUP),
    link="https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-list.html",
    options={
        "groups": Option(
            {"type": "array", "items": {"type": "string"}, "description": "Managed rule groups of AWS."}, list(_GROUPS)
        ),
        "known": Option(
            {"type": "array", "items": {"type": "string"}, "description": "Groups that the pack's data lacks."}, []
        ),
    },
    check=check,
)
