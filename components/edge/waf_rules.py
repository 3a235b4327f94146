"""Rules of the web ACL: managed rule groups, a limit for bodies, and a rate limit per IP on the API."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from components.edge.plans import EdgePlan
from components.foundation.firewall.rules import RATE_WINDOW_SECONDS, managed_rule, rate_statement, visibility_config

if TYPE_CHECKING:
    from pulumi_aws.wafv2 import (
        WebAclCustomResponseBodyArgsDict,
        WebAclRuleActionBlockArgsDict,
        WebAclRuleArgsDict,
        WebAclRuleStatementArgsDict,
    )

RATE_RULE = "api-rate"
_API_PATH = "/api/"
_TOO_MANY_REQUESTS = 429
_RATE_BODY = "too-many-requests"
BODY_RULE = "body-size"
#: Where whole portfolios and brokers' files go. Their bodies are longer, and the API alone limits them.
UPLOADS = ("/api/imports", "/api/portfolio", "/api/prices", "/api/rates")
_TOO_LARGE = 413
_SIZE_BODY = "too-large"
#: Rule of the common rule set that blocks bodies over 8,192 bytes, with an answer that does not say so. A valid body of
#: the API may be longer: JSON may write one letter as six bytes.
_SHORT_BODIES = "SizeRestrictions_BODY"
#: Rule name to AWS managed rule group, in order of evaluation: cheap and certain ones first.
MANAGED_RULES = {
    "ip-reputation": "AWSManagedRulesAmazonIpReputationList",
    "common": "AWSManagedRulesCommonRuleSet",
    "known-bad-inputs": "AWSManagedRulesKnownBadInputsRuleSet",
    "sql-injection": "AWSManagedRulesSQLiRuleSet",
}
_SQL_RULE = "sql-injection"


def most_bytes(plan: EdgePlan) -> int:
    """Of a body elsewhere than in an upload: as much as the rules inspect."""
    return plan.inspected_kb * 1024


def web_acl_rules(rate_limit: int, plan: EdgePlan) -> list[WebAclRuleArgsDict]:
    """In order of evaluation. A plan leaves out what it lacks."""
    managed = [(rule, group) for rule, group in MANAGED_RULES.items() if plan.sql_rules or rule != _SQL_RULE]
    return [
        _rate_rule(plan, rate_limit, priority=0),
        _size_rule(plan, priority=1),
        *(
            managed_rule(rule, group, at, counted=[_SHORT_BODIES] if rule == "common" else [])
            for at, (rule, group) in enumerate(managed, start=2)
        ),
    ]


def answers(rate_limit: int, plan: EdgePlan) -> list[WebAclCustomResponseBodyArgsDict]:
    """Problem documents that blocked requests get."""
    problems = ((_RATE_BODY, _rate_problem(rate_limit)), (_SIZE_BODY, size_problem(most_bytes(plan))))
    return [
        {"key": key, "content": json.dumps(problem), "content_type": "APPLICATION_JSON"}
        for key, problem in problems
        if plan.own_answers
    ]


def size_problem(most: int) -> dict[str, object]:
    """Problem document in the API's format.

    Args:
        most: bytes of a body.
    """
    return {
        "type": "about:blank",
        "title": "Request Entity Too Large",
        "status": _TOO_LARGE,
        "detail": f"The body may have {most} bytes at most.",
    }


def _rate_problem(rate_limit: int) -> dict[str, object]:
    """Problem document in the API's format. AWS WAF sends it as application/json, its only JSON content type."""
    return {
        "type": "about:blank",
        "title": "Too Many Requests",
        "status": _TOO_MANY_REQUESTS,
        "detail": f"One address may ask {rate_limit} times in {RATE_WINDOW_SECONDS} seconds; ask again after as many.",
    }


def _rate_rule(plan: EdgePlan, rate_limit: int, priority: int) -> WebAclRuleArgsDict:
    """Rate limit per IP."""
    block: WebAclRuleActionBlockArgsDict = {
        "custom_response": {
            "response_code": _TOO_MANY_REQUESTS,
            "custom_response_body_key": _RATE_BODY,
            # The window slides: after one full window, earlier requests no longer count.
            "response_headers": [{"name": "Retry-After", "value": str(RATE_WINDOW_SECONDS)}],
        }
    }
    return {
        "name": RATE_RULE,
        "priority": priority,
        "statement": rate_statement(rate_limit, _API_PATH),
        "action": {"block": block if plan.own_answers else {}},
        "visibility_config": visibility_config(RATE_RULE),
    }


def _size_rule(plan: EdgePlan, priority: int) -> WebAclRuleArgsDict:
    """Refuses bodies that the API would refuse, and whose end no rule would inspect: except where files go."""
    too_long: WebAclRuleStatementArgsDict = {
        "size_constraint_statement": {
            "comparison_operator": "GT",
            "size": most_bytes(plan),
            # What is longer than the inspected part is longer than the limit.
            "field_to_match": {"body": {"oversize_handling": "MATCH"}},
            "text_transformations": [{"priority": 0, "type": "NONE"}],
        }
    }
    # A path each, and no regular expression for all, which only the dearer plans include.
    elsewhere: list[WebAclRuleStatementArgsDict] = [{"not_statement": {"statement": _is_path(it)}} for it in UPLOADS]
    block: WebAclRuleActionBlockArgsDict = {
        "custom_response": {"response_code": _TOO_LARGE, "custom_response_body_key": _SIZE_BODY}
    }
    return {
        "name": BODY_RULE,
        "priority": priority,
        "statement": {"and_statement": {"statements": [too_long, *elsewhere]}},
        "action": {"block": block if plan.own_answers else {}},
        "visibility_config": visibility_config(BODY_RULE),
    }


def _is_path(path: str) -> WebAclRuleStatementArgsDict:
    """As it was sent: any other spelling of the path has the short limit."""
    return {
        "byte_match_statement": {
            "search_string": path,
            "positional_constraint": "EXACTLY",
            "field_to_match": {"uri_path": {}},
            "text_transformations": [{"priority": 0, "type": "NONE"}],
        }
    }
