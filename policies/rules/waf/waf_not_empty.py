from __future__ import annotations

from policies.engine import Config, Findings, Severity, Stack, StackRule, any_of, unless
from policies.rules._checks import is_set

_ACL = "aws:wafv2/webAcl:WebAcl"
_SEPARATE_RULES = (
    "aws:wafv2/webAclRule:WebAclRule",
    "aws:wafv2/webAclRuleGroupAssociation:WebAclRuleGroupAssociation",
)


def check(stack: Stack, config: Config) -> Findings:
    for acl in stack.of_type(_ACL):
        inline = is_set(acl["rules"]) | is_set(acl["ruleJson"])
        separate = any_of(stack.has_referrer(acl, kind, "webAclArn") for kind in _SEPARATE_RULES)
        yield from unless(inline | separate, "the web ACL has no rules", "rules", resource=acl)


RULE = StackRule(
    name="waf-not-empty",
    title="WAF web ACLs have at least one rule.",
    why="A web ACL without rules looks like protection and blocks nothing.",
    fix="Set rules, e.g. AWS managed rule groups and a rate-based rule.",
    severity=Severity.MEDIUM,
    types=(_ACL, *_SEPARATE_RULES),
    controls=("WAF.10",),
    check=check,
)
