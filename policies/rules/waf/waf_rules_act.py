from __future__ import annotations

from policies.engine import Config, Findings, Node, Option, Resource, ResourceRule, Severity
from policies.rules.waf._statements import ACL, GROUP

_BODY_LIMIT = "SizeRestrictions_BODY"


def check(owner: Resource, config: Config) -> Findings:
    may_count = {*config["may_count"], *([_BODY_LIMIT] if _limits_bodies(owner) else [])}
    for rule in owner["rules"].each():
        labels = not rule["ruleLabels"].absent  # a later rule acts on the label
        if not labels:
            yield from rule["action"]["count"].must(_absent, "the rule only counts")
        yield from rule["overrideAction"]["count"].must(_absent, "the rules of the group only count")
        yield from _own_allow(rule, owner)
        yield from _overrides(rule["statement"]["managedRuleGroupStatement"], may_count)


def _absent(value: object) -> bool:
    return value is None


def _own_allow(rule: Node, owner: Resource) -> Findings:
    """What allows ends the evaluation. Where all is allowed by default, that only skips the rules that follow."""
    by_addresses = not rule["statement"]["ipSetReferenceStatement"].absent
    if not owner["defaultAction"]["allow"].absent and not by_addresses:
        yield from rule["action"]["allow"].must(_absent, "requests that match skip all rules that follow")


def _overrides(group: Node, may_count: set[str]) -> Findings:
    for override in group["ruleActionOverrides"].each():
        if override["name"].text not in may_count:
            for action in ("count", "allow"):
                name = override["name"].text or "a rule"
                yield from override["actionToUse"][action].must(_absent, f"{name} of the group does not block")
    for excluded in group["excludedRules"].each():
        yield from excluded["name"].must(lambda name: name in may_count, "an excluded rule only counts")


def _limits_bodies(owner: Resource) -> bool:
    """Whether a rule of the same web ACL limits bodies; `waf-body-size` judges it."""
    for rule in owner["rules"].each():
        for each in (rule["statement"], *rule["statement"]["andStatement"]["statements"].each()):
            if not each["sizeConstraintStatement"]["fieldToMatch"]["body"].absent:
                return True
    return False


RULE = ResourceRule(
    name="waf-rules-act",
    title="Rules of WAF web ACLs and rule groups act: none only counts, and none lets requests skip the others.",
    why="A rule that counts looks like protection in every list of rules, and stops nothing.",
    fix=(
        'Set action={"block": {}} on rules and override_action={"none": {}} on rule groups. List rules of managed '
        "groups that may count in the option `may_count`."
    ),
    severity=Severity.HIGH,
    types=(ACL, GROUP),
    link="https://docs.aws.amazon.com/waf/latest/developerguide/web-acl-rule-actions.html",
    options={
        "may_count": Option(
            {
                "type": "array",
                "items": {"type": "string"},
                "description": (
                    f"Rules of managed groups that may count. {_BODY_LIMIT} may without this if another rule of the "
                    "web ACL limits bodies."
                ),
            },
            [],
        )
    },
    check=check,
)
