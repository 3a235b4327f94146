from __future__ import annotations

from typing import Any

from policies.engine import UNKNOWN
from policies.rules.waf import waf_body_size
from policies.testing import changed, make, violations
from tests.guardrails.rule_table import Row, table_tests

_LONG = {"sizeConstraintStatement": {"comparisonOperator": "GT", "size": 16384, "fieldToMatch": {"body": {}}}}
_UPLOADS = {"regexMatchStatement": {"regexString": "^(/api/imports|/api/portfolio)$", "fieldToMatch": {"uriPath": {}}}}


def acl(statement: Any) -> Any:
    rule = {"name": "body-size", "statement": statement, "action": {"block": {}}, "visibilityConfig": UNKNOWN}
    return make("aws:wafv2/webAcl:WebAcl", {"rules": [rule]}, name="firewall")


EXEMPT = acl({"andStatement": {"statements": [_LONG, {"notStatement": {"statement": _UPLOADS}}]}})
EVERYWHERE = acl(_LONG)
_RATES = {"searchString": "/api/rates", "positionalConstraint": "EXACTLY", "fieldToMatch": {"uriPath": {}}}
_PATH = {"byteMatchStatement": _RATES}
EXEMPT_BY_PATH = acl({"andStatement": {"statements": [_LONG, {"notStatement": {"statement": _PATH}}]}})
_MATCH = "rules[0].statement.andStatement.statements[1].notStatement.statement.byteMatchStatement"
_REGEX = "rules[0].statement.andStatement.statements[1].notStatement.statement.regexMatchStatement.regexString"

TestTable = table_tests(
    (
        Row(
            waf_body_size.RULE,
            EXEMPT,
            _REGEX,
            noncompliant=("^/api/", "/api/imports", "^(/api/imports|/api/user)$", "^(/api/imports|.*)$", "", None),
            compliant=("^/api/imports$", "^(/api/rates)$"),
        ),
        Row(
            waf_body_size.RULE,
            EXEMPT_BY_PATH,
            f"{_MATCH}.searchString",
            noncompliant=("/api/", "/api/user", "^/api/rates$", "", None),
            compliant=("/api/imports",),
        ),
        Row(
            waf_body_size.RULE,
            EXEMPT_BY_PATH,
            f"{_MATCH}.positionalConstraint",
            noncompliant=("STARTS_WITH", "CONTAINS", None),
            compliant=("EXACTLY",),
        ),
        Row(
            waf_body_size.RULE,
            EXEMPT_BY_PATH,
            f"{_MATCH}.fieldToMatch",
            noncompliant=({"queryString": {}}, {"singleHeader": {"name": "referer"}}),
            compliant=({"uriPath": {}},),
        ),
        Row(waf_body_size.RULE, EVERYWHERE, "rules[0].action.block", noncompliant=(None,), compliant=({},)),
    )
)


def test_a_limit_that_holds_for_a_header_only_is_refused() -> None:
    narrowed = changed(EXEMPT, "rules[0].statement.andStatement.statements[1]", {"byteMatchStatement": {}})

    assert violations(waf_body_size.RULE, narrowed)
