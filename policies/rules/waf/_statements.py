"""Rules of web ACLs, and the requests that a statement reaches."""

from __future__ import annotations

from collections.abc import Iterator

from policies.engine import Node, Resource, Stack, Verdict, all_of, any_of, decided
from policies.rules._checks import is_set

ACL = "aws:wafv2/webAcl:WebAcl"
GROUP = "aws:wafv2/ruleGroup:RuleGroup"
SEPARATE_RULES = (
    "aws:wafv2/webAclRule:WebAclRule",
    "aws:wafv2/webAclRuleGroupAssociation:WebAclRuleGroupAssociation",
)
_STOPPING = ("block", "captcha", "challenge")


def has_unread_rules(stack: Stack, acl: Resource) -> Verdict:
    """UNDECIDED if rules of the web ACL are in places that these checks do not read, else NO."""
    elsewhere = is_set(acl["ruleJson"]) | any_of(stack.has_referrer(acl, kind, "webAclArn") for kind in SEPARATE_RULES)
    return Verdict.NO if elsewhere is Verdict.NO else Verdict.UNDECIDED


def rules_of(stack: Stack, acl: Resource) -> Iterator[Node]:
    """The rules inline in the web ACL, and those of the rule groups in the stack that it refers to."""
    yield from acl["rules"].each()
    if any(not rule["statement"]["ruleGroupReferenceStatement"].absent for rule in acl["rules"].each()):
        for group in stack.of_type(GROUP):
            yield from group["rules"].each()


def stops(rule: Node) -> Verdict:
    """Whether the rule's own action ends a request."""
    return any_of(rule["action"][action].test(lambda chosen: chosen is not None) for action in _STOPPING)


def reaches(statement: Node, path: str) -> Verdict:
    """Whether a scope-down statement lets every request through whose path begins with `path`, however it is encoded.

    An absent statement does. A negated one does too: it exempts some requests, such as those of a monitor.
    """
    if statement.unknown:
        return Verdict.UNDECIDED
    if statement.absent or not statement["notStatement"].absent:
        return Verdict.YES
    if not (parts := statement["orStatement"]["statements"]).absent:
        return any_of(reaches(part, path) for part in parts.each())
    if not (parts := statement["andStatement"]["statements"]).absent:
        return all_of(reaches(part, path) for part in parts.each())
    match = statement["byteMatchStatement"]
    begins = match["searchString"].test(lambda start: start != "" and path.startswith(start))
    by_path = match["fieldToMatch"]["uriPath"].test(lambda chosen: chosen is not None)
    at_start = match["positionalConstraint"].test(lambda place: place == "STARTS_WITH")
    return begins & by_path & at_start & _decodes(match["textTransformations"])


def _decodes(transformations: Node) -> Verdict:
    """Without it, `/%61pi/` is another path to WAF, and the same path to the origin."""
    if transformations.unknown:
        return Verdict.UNDECIDED
    return decided(any(each["type"].text.startswith("URL_DECODE") for each in transformations.each()))
