"""Parts of rules of AWS WAF."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pulumi_aws.wafv2 import (
        WebAclRuleArgsDict,
        WebAclRuleStatementArgsDict,
        WebAclRuleStatementByteMatchStatementTextTransformationArgsDict,
        WebAclRuleStatementManagedRuleGroupStatementScopeDownStatementArgsDict,
        WebAclRuleVisibilityConfigArgsDict,
    )

#: The shortest window that AWS WAF offers.
RATE_WINDOW_SECONDS = 60


def as_it_leads() -> list[WebAclRuleStatementByteMatchStatementTextTransformationArgsDict]:
    """A path is decoded and normalised, so that an encoded one, or one with dots in it, is judged by where it leads."""
    return [{"priority": 0, "type": "URL_DECODE"}, {"priority": 1, "type": "NORMALIZE_PATH"}]


def rate_statement(limit: int, beginning: str) -> WebAclRuleStatementArgsDict:
    """More than `limit` requests of one address in the window to paths with this beginning."""
    return {
        "rate_based_statement": {
            "limit": limit,
            "evaluation_window_sec": RATE_WINDOW_SECONDS,
            "aggregate_key_type": "IP",
            "scope_down_statement": {
                "byte_match_statement": {
                    "search_string": beginning,
                    "positional_constraint": "STARTS_WITH",
                    "field_to_match": {"uri_path": {}},
                    "text_transformations": as_it_leads(),
                }
            },
        }
    }


def managed_rule(
    rule: str,
    group: str,
    priority: int,
    *,
    counted: Sequence[str] = (),
    scope_down: WebAclRuleStatementManagedRuleGroupStatementScopeDownStatementArgsDict | None = None,
) -> WebAclRuleArgsDict:
    """A rule group of AWS, in its newest version.

    Args:
        counted: rules of the group that count instead of blocking.
        scope_down: which requests the group judges; all by default.
    """
    return {
        "name": rule,
        "priority": priority,
        "override_action": {"none": {}},
        "statement": {
            "managed_rule_group_statement": {
                "name": group,
                "vendor_name": "AWS",
                "rule_action_overrides": [{"name": name, "action_to_use": {"count": {}}} for name in counted] or None,
                "scope_down_statement": scope_down,
            }
        },
        "visibility_config": visibility_config(rule),
    }


def visibility_config(metric: str) -> WebAclRuleVisibilityConfigArgsDict:
    return {"cloudwatch_metrics_enabled": True, "sampled_requests_enabled": True, "metric_name": metric}
