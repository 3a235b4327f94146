"""A limit for bodies that holds everywhere but where files are taken."""

from __future__ import annotations

import re
from collections.abc import Iterator

from policies.engine import Config, Findings, Node, Option, Resource, ResourceRule, Severity, unless

UPLOADS = ("/api/imports", "/api/portfolio", "/api/prices", "/api/rates")
_DEFAULT_INSPECTED = 16 * 1024
"""Of CloudFront and API Gateway. A load balancer inspects 8 KB, which cannot be changed."""
#: `^(/a|/b)$`: whole paths with alternatives. Anything else may match more than it shows.
_PATHS = re.compile(r"\^\(?([\w/\-.]+(?:\|[\w/\-.]+)*)\)?\$")


def check(owner: Resource, config: Config) -> Findings:
    for rule in owner["rules"].each():
        if not any(True for _ in _limits(rule["statement"])):
            continue
        yield from rule["action"]["block"].must(lambda block: block is not None, "long bodies are not blocked")
        for limit in _limits(rule["statement"]):
            yield from _within_inspection(limit["sizeConstraintStatement"], owner)
        for other in _conditions(rule["statement"]):
            yield from _exempt_only_uploads(other, config)


def _within_inspection(constraint: Node, owner: Resource) -> Findings:
    """What is longer than WAF inspects would pass with its end uninspected."""
    inspected = _inspected(owner)
    fits = constraint["size"].test(lambda size: size <= inspected)
    above = constraint["comparisonOperator"].test(lambda operator: operator in ("GT", "GE"))
    yield from unless(fits & above, f"bodies of more than {inspected} bytes are not inspected to their end", "rules")


def _inspected(owner: Resource) -> int:
    """Bytes of a body that WAF inspects."""
    for association in owner["associationConfig"]["requestBodies"].each():
        for service, limit in association.entries():
            size = limit["defaultSizeInspectionLimit"].text.removeprefix("KB_")
            if size.isdigit() and service != "*":
                return int(size) * 1024
    return _DEFAULT_INSPECTED


def _limits(statement: Node) -> Iterator[Node]:
    """Size constraints on bodies, alone or in a conjunction."""
    for each in (statement, *statement["andStatement"]["statements"].each()):
        if not each["sizeConstraintStatement"]["fieldToMatch"]["body"].absent:
            yield each


def _conditions(statement: Node) -> Iterator[Node]:
    """Other parts of the conjunction: each makes the limit hold for less."""
    for each in statement["andStatement"]["statements"].each():
        if each["sizeConstraintStatement"].absent:
            yield each


def _exempt_only_uploads(condition: Node, config: Config) -> Findings:
    """By a regular expression for all of them, or by a path that must match exactly."""
    exempt, allowed = condition["notStatement"]["statement"], set(config["uploads"])
    message = f"the limit holds for less than all paths but {', '.join(sorted(allowed))}"
    match = exempt["byteMatchStatement"]
    if not match.absent:
        whole = match["positionalConstraint"].test(lambda place: place == "EXACTLY")
        of_path = match["fieldToMatch"]["uriPath"].test(lambda chosen: chosen is not None)
        upload = match["searchString"].test(lambda path: path in allowed)
        yield from unless(whole & of_path & upload, message, match.path)
        return

    def only_uploads(text: object) -> bool:
        found = _PATHS.fullmatch(str(text or ""))
        return found is not None and set(found[1].split("|")) <= allowed

    yield from exempt["regexMatchStatement"]["regexString"].must(only_uploads, message)


RULE = ResourceRule(
    name="waf-body-size",
    title="A web ACL's limit for request bodies blocks, and exempts only the paths that take uploads.",
    why="WAF inspects the beginning of a body only: what is longer passes uninspected, and costs the origin.",
    fix=(
        'Set action={"block": {}}, and exempt whole paths, each by a not_statement of a byte_match_statement EXACTLY, '
        "or all by a regex_match_statement such as ^(/api/imports)$."
    ),
    severity=Severity.MEDIUM,
    types=("aws:wafv2/webAcl:WebAcl", "aws:wafv2/ruleGroup:RuleGroup"),
    link="https://docs.aws.amazon.com/waf/latest/developerguide/waf-oversize-request-components.html",
    options={
        "uploads": Option(
            {
                "type": "array",
                "items": {"type": "string"},
                "description": "paths whose bodies the application limits itself",
            },
            list(UPLOADS),
        )
    },
    check=check,
)
